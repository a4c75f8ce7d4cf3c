"""What a Task state's resource does. Each module does the work of one kind of resource; none of them knows the journal.

calls.py       the work, its answer and its failure
dispatch.py    which module does it
functions.py   Lambda functions
nested.py      executions of other state machines
s3.py          what a distributed Map reads and writes
aws_sdk.py     any other AWS operation, through boto3
"""
