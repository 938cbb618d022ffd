from tabulate import tabulate


def table(n):
    return tabulate([[i, i * i] for i in range(n)])
