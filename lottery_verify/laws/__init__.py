"""Weight laws and the source network as a pure function of (seed, layer, block, neuron)."""
