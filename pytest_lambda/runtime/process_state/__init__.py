"""What an execution environment owns of the process: swapped in when it thaws, out when it freezes.

`table.py` is the list; each entry is a `Part` with a `swap_in` and a `swap_out`. No other code of the
package changes the process for a function.
"""
