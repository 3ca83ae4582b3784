package org.exeunt.testkit.engine;

import java.util.OptionalInt;

/**
 * One stage: centre the input by the running mean if there is one, dense layer, activation.
 *
 * @param mean place of the running mean in the flat vector
 */
record Stage(Dense dense, Activation activation, OptionalInt mean) {
    /** How far the running mean moves towards a batch's mean. */
    private static final double MOVE = 0.1;

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

    /** Turns the gradient at the feature into the one before the activation, in place. */
    void throughActivation(double[] feature, double[] gradient) {
        for (int i = 0; i < feature.length; i++) {
            gradient[i] *= activation.slope(feature[i]);
        }
    }

    void moveMean(float[] parameters, double[] input, int rows) {
        if (mean.isEmpty()) {
            return;
        }
        int inputs = dense.inputs();
        for (int i = 0; i < inputs; i++) {
            double sum = 0;
            for (int row = 0; row < rows; row++) {
                sum += input[row * inputs + i];
            }
            int place = mean.getAsInt() + i;
            parameters[place] = (float) (parameters[place] + MOVE * (sum / rows - parameters[place]));
        }
    }
}
