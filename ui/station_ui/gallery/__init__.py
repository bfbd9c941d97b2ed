"""Every widget in every state, to look at: `cccd-station --gallery`."""
