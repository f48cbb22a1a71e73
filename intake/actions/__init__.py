"""Every consequential write of the room, one module a noun.

An action takes keyword arguments: `by` who does it (None: the patient), `at` the moment, `on` the clinic's
day where a day matters, `request` only for the device in the audit trail. It does all of its work and its
audit event in one transaction, or nothing. What is sent goes to the outbox in the same transaction.
"""
