"""What should happen: budgets, goals, debts. It begins with the arithmetic of money over time."""
