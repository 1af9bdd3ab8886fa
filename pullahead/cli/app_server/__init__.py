"""App server: it receives each body in the event loop, then runs Django in a small pool.

A slow body holds no thread, so incomplete requests block no other. `bodies` receives a body within
its limits. `environ` translates a request to WSGI. `answers` runs the application and sends the
response. `gateway` joins the three. `pullahead.rsgi` is the object that granian loads.

Guarantees: one request at a time holds a thread, and only while Django works. The bodies of a
process never exceed its budget. A response that breaks off is an error, never a truncated file. No
guarantee: responses that start before their last byte is known.
"""
