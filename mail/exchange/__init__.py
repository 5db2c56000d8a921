"""The Exchange transport: a shared mailbox by Exchange Web Services, through exchangelib."""
