package org.exeunt.testkit.engine;

import java.util.OptionalInt;

/**
 * A stage: subtracts the running mean from the input, if there is one, then applies a dense layer and an activation.
 *
 * @param dense the dense layer
 * @param activation activation of the dense layer
 * @param mean index of the running mean in the flat vector; empty if the stage has none
 */
record Stage(Dense dense, Activation activation, OptionalInt mean) {
    /** Weight of a batch's mean in the update of the running mean. */
    private static final double MEAN_UPDATE_WEIGHT = 0.1;

    double[] centred(float[] parameters, double[] input, int rows) {
        if (mean.isEmpty()) {
            return input;
        }
        double[] centred = new double[input.length];
        for (int i = 0; i < rows * dense.inputs(); i++) {
            centred[i] = input[i] - parameters[mean.getAsInt() + i % dense.inputs()];
        }
        return centred;
    }

    double[] forward(float[] parameters, double[] centred, int rows) {
        double[] feature = new double[rows * dense.outputs()];
        dense.forward(parameters, centred, rows, feature);
        for (int i = 0; i < feature.length; i++) {
            feature[i] = activation.value(feature[i]);
        }
        return feature;
    }

    /** Replaces the gradient at the feature by the gradient before the activation. */
    void throughActivation(double[] feature, double[] gradient) {
        for (int i = 0; i < feature.length; i++) {
            gradient[i] *= activation.slope(feature[i]);
        }
    }

    void updateMean(float[] parameters, double[] input, int rows) {
        if (mean.isEmpty()) {
            return;
        }
        int inputs = dense.inputs();
        for (int i = 0; i < inputs; i++) {
            double sum = 0;
            for (int row = 0; row < rows; row++) {
                sum += input[row * inputs + i];
            }
            int index = mean.getAsInt() + i;
            parameters[index] = (float) (parameters[index] + MEAN_UPDATE_WEIGHT * (sum / rows - parameters[index]));
        }
    }
}
