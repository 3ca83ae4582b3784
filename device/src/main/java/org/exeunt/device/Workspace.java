package org.exeunt.device;

/** The memory for one answer at a time. */
final class Workspace {
    final float[][] images;
    final float[] padded;
    final float[][] sums;
    final float[] zeros;
    final int[] starts = new int[Convolution.POSITIONS];
    /** What discriminants read of the features of all exits, one after the other. */
    final double[] features;
    /** Logits of each exit; with priors, logarithms of probabilities. */
    final double[][] logits;

    final double[][] probabilities;
    final double[] mean;

    Workspace(Network network) {
        images = new float[network.images.length][];
        for (int i = 0; i < images.length; i++) {
            images[i] = new float[(int) Network.size(network.images[i])];
        }
        padded = new float[network.padded];
        sums = new float[Convolution.POSITIONS][network.channels];
        zeros = new float[network.channels];
        features = new double[network.starts[network.macs.length]];
        logits = new double[network.macs.length][network.classes];
        probabilities = new double[network.macs.length][network.classes];
        mean = new double[network.classes];
    }
}
