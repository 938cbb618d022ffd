from tabulate import tabulate


def table(n):
    return tabulate([[i, i**3] for i in range(n)])
