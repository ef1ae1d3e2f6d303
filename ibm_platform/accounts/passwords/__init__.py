"""What a password may not be. No rule about kinds of characters, and none that makes people change a good one."""
