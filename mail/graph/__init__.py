"""The shared mailbox in Microsoft 365, over Microsoft Graph."""
