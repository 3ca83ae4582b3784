package org.exeunt.testkit.engine;

/** The activation function after a hidden layer. */
public enum Activation {
    /** Hyperbolic tangent: smooth, so that finite differences are accurate. */
    TANH {
        @Override
        double value(double x) {
            return Math.tanh(x);
        }

        @Override
        double slope(double value) {
            return 1 - value * value;
        }
    },
    /** Rectifier, {@code max(x, 0)}. */
    RELU {
        @Override
        double value(double x) {
            return Math.max(x, 0);
        }

        @Override
        double slope(double value) {
            return value > 0 ? 1 : 0;
        }
    };

    abstract double value(double x);

    /** Returns the derivative, computed from the value of the activation. */
    abstract double slope(double value);
}
