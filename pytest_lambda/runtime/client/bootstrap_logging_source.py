"""The logging of `bootstrap.py`, by line (see `bootstrap_source.py`)."""

from __future__ import annotations

LOGGING = {
    # R190, R193: `emit` lets every exception out, there is no handleError.
    315: """\
class LambdaLoggerHandler(logging.Handler):
    def __init__(self, log_sink):
        logging.Handler.__init__(self)
        self.log_sink = log_sink
""",
    320: """\
    def emit(self, record):
        msg = self.format(record)
        self.log_sink.log(msg)
""",
    325: """\
class LambdaLoggerHandlerWithFrameType(logging.Handler):
    def __init__(self, log_sink):
        super().__init__()
        self.log_sink = log_sink

    def emit(self, record):
        self.log_sink.log(
            self.format(record),
            frame_type=getattr(record, "_frame_type", None),
        )
""",
    # R203
    340: """\
class LambdaLoggerFilter(logging.Filter):
    def filter(self, record):
        self.log_sink.label(record)
        return True
""",
    # R185
    347: """\
class Unbuffered:
    def __init__(self, stream):
        self.stream = stream

    def __enter__(self):
        return self

    def __exit__(self, *exc_info):
        pass

    def __getattr__(self, attr):
        return getattr(self.stream, attr)

    def write(self, msg):
        self.stream.write(msg)
        self.stream.flush()

    def writelines(self, msgs):
        self.stream.writelines(msgs)
        self.stream.flush()
""",
    # R202, R205: exactly the formatted text, to the sys.stdout of the moment. D09: AWS ends lines with \n.
    371: """\
class StandardLogSink:
    def __init__(self, output, json_format):
        self.output = output
        self.json = json_format

    def label(self, record):
        self.output.expect(record)

    def log(self, msg, frame_type=None):
        sys.stdout.write(msg)
        self.output.label_record(msg)
    def log_error(self, message_lines):
        error_message = "\\n".join(message_lines) + "\\n"
        sys.stdout.write(error_message)
        self.output.label_error(error_message)
""",
    # R190, R197. A staticmethod: freezegun's gmtime is a function, which a class would bind.
    455: """\
def _setup_logging(log_format, log_level, log_sink):
    logging.Formatter.converter = staticmethod(time.gmtime)
    logger = logging.getLogger()
    level = level_name(log_level)
    if log_format == "JSON" or level:
        logger_handler = LambdaLoggerHandlerWithFrameType(log_sink)
    else:
        logger_handler = LambdaLoggerHandler(log_sink)
    if log_format == "JSON":
        logger_handler.setFormatter(JsonFormatter())
    else:
        logger_handler.setFormatter(
            logging.Formatter(
                "[%(levelname)s]\\t%(asctime)s.%(msecs)03dZ\\t%(aws_request_id)s\\t%(message)s\\n",
                "%Y-%m-%dT%H:%M:%S",
            )
        )
    if level in logging._nameToLevel:
        logger.setLevel(level)
    logger_filter = LambdaLoggerFilter()
    logger_filter.log_sink = log_sink
    logger_handler.addFilter(logger_filter)
    logger.addHandler(logger_handler)
""",
}
