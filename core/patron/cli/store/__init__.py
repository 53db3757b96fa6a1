"""The commands of `patron store`, and the words in which their answers are shown."""
