"""The module state of a function's execution environments: `state.py` is the way in.

The function's module objects are the very objects in `sys.modules` that test code imports. What the function
sets in them dies with its environment; what test code sets there stays until test code undoes it.
"""
