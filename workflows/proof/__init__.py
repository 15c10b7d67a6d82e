"""What is proven of a table, a policy and a staff before anybody can get stuck in them."""
