"""Why a member has her tier and points: the reference runner's judgements, in words and as JSON."""
