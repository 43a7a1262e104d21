"""Try it: hover a string below, or put the cursor into one and run "Headlight: Show Attention" (F1)."""

# Twice the same words: what does the model look back to the second time?
REPEATED = "In the beginning God created the heaven and the earth. In the beginning God created the heaven"

# Who is "he"?
PRONOUN = "And the king said unto his servant, Go, and he went."

PROMPTS = [
    "The LORD is my shepherd; I shall not want.",
    "And it came to pass in those days, that there went out a decree.",
]


def prompt(name: str) -> str:
    return f"And {name} said unto the people, Hear the word of the LORD."
