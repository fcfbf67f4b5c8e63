"""Signs in, fetches a deduction list, sends a payroll file and answers line by line: the official client for Python."""
import collections
import hashlib
import json
import os
import sys
import urllib.parse
import urllib.request

import grpc
from deduction.v1 import common_pb2 as common
from deduction.v1 import deductions_pb2 as messages
from deduction.v1 import deductions_pb2_grpc as deductions_grpc
from deduction.v1 import periods_pb2 as files
from deduction.v1 import periods_pb2_grpc as periods_grpc
from google.api import httpbody_pb2 as httpbody

PIECE = 512 * 1024


def sign_in(http, client, secret):
    form = urllib.parse.urlencode({"grant_type": "client_credentials", "client_id": client, "client_secret": secret}).encode()
    with urllib.request.urlopen(f"{http}/oauth/token", form) as response:
        return json.load(response)["access_token"]


def main(http, address, client, secret, period, employer, path):
    who = [("authorization", f"Bearer {sign_in(http, client, secret)}")]
    with grpc.insecure_channel(address) as channel:
        periods = periods_grpc.PeriodsStub(channel)
        deductions = deductions_grpc.DeductionsStub(channel)

        # What to deduct; the control comes last.
        lines = []
        for part in deductions.GetDeductionList(messages.GetDeductionListRequest(period=period, employer=employer), metadata=who):
            if part.HasField("line"):
                lines.append(part.line)
            else:
                print(f"list: {part.control.row_count} lines, {part.control.total.amount_minor // 100} rupiah")

        # The payroll file in pieces. After a cut: BeginUpload again with the same words, and on from its offset.
        with open(path, "rb") as file:
            data = file.read()
        upload = periods.BeginUpload(files.BeginUploadRequest(
            period=period, name=os.path.basename(path), length=len(data), sha256=hashlib.sha256(data).hexdigest()), metadata=who)

        def pieces():
            for at in range(upload.offset, len(data), PIECE):
                yield files.AppendUploadRequest(upload_id=upload.upload_id, offset=at, content=httpbody.HttpBody(data=data[at:at + PIECE]))

        periods.AppendUpload(pieces(), metadata=who)
        stored = periods.CompleteUpload(files.CompleteUploadRequest(upload_id=upload.upload_id), metadata=who)
        print(f"file: {stored.reading.row_count} rows, {stored.reading.sum.amount_minor // 100} rupiah")

        # The same line by line: here everything as it was billed. A verdict comes for each line; the commit stores them.
        def answer():
            yield messages.SubmitReturnRequest(start=messages.ReturnStart(period=period, employer=employer))
            for line in lines:
                yield messages.SubmitReturnRequest(line=messages.ReturnLine(
                    employee_no=line.employee_no, national_id=line.national_id, account_no=line.account_no, name=line.name, code=line.code, obligation=line.obligation, amount=line.amount))
            total = common.Money(amount_minor=sum(line.amount.amount_minor for line in lines), currency_code="IDR")
            yield messages.SubmitReturnRequest(commit=messages.ReturnCommit(control_rows=len(lines), control_total=total))

        classes = collections.Counter()
        for part in deductions.SubmitReturn(answer(), metadata=who):
            if part.HasField("verdict"):
                classes[common.LineClass.Name(part.verdict.line_class).removeprefix("LINE_CLASS_").lower()] += 1
            else:
                stored = part.stored
        print(f"stream: {', '.join(f'{count} {name}' for name, count in sorted(classes.items()))}; stored {stored.reading.row_count}")


main(*sys.argv[1:8])
