"""What a browser sees: pages that turn a person's press into a service call, and the answer into words."""
