"""Changes of files: each is applied to a header's table, our own header and the data, or to a certificate."""


def bit(tensor, which):
    """Flips a bit of a mask, and counts it in the header."""
    def change(table, own, body):
        place, mask = table[tensor]["data_offsets"][0] + which // 8, 1 << which % 8
        body[place] ^= mask
        own["layers"][int(tensor.split(".")[1])][f"kept_{tensor[-1]}"] += 1 if body[place] & mask else -1
        return body

    return change


def swapped(table, own, body):
    """Two tensors change places."""
    table["layers.0.u"], table["layers.1.u"] = table["layers.1.u"], table["layers.0.u"]


def header(**values):
    """Our own header says this."""
    return lambda table, own, body: own.update(values)


def lower(layer, key):
    """A bound of a layer is one unit lower."""
    def change(whole):
        whole["layers"][layer][key] = hex(int(whole["layers"][layer][key], 16) - 1)

    return change


def claim(**values):
    """The certificate claims this."""
    return lambda whole: whole["claim"].update(values)


def witness(**values):
    """The first layer's witness says this."""
    return lambda whole: whole["layers"][0]["spectral"].update(values)


def factor(whole):
    """An entry of its factor is 0."""
    whole["layers"][0]["spectral"]["factor"][1][0] = "0x0"


def gap(table, own, body):
    """A tensor begins one byte later."""
    table["layers.1.v"]["data_offsets"] = [n + 1 for n in table["layers.1.v"]["data_offsets"]]


def entry(name, **values):
    """A tensor's entry in the table says this."""
    return lambda table, own, body: table[name].update(values)


def layer(**values):
    """The first layer's header says this."""
    return lambda table, own, body: own["layers"][0].update(values)
