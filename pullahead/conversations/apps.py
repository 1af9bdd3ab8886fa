from django.apps import AppConfig


class ConversationsConfig(AppConfig):
    name = "pullahead.conversations"
    label = "conversations"
