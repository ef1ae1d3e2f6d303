"""The throttle of sign-in: guesses become slow, and the owner of an account always finds a way in."""
