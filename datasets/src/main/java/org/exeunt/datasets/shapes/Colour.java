package org.exeunt.datasets.shapes;

import java.util.random.RandomGenerator;

/** A colour with components in [0, 1]. */
record Colour(double red, double green, double blue) {

    /** Returns a colour with uniformly drawn components. */
    static Colour random(RandomGenerator random) {
        return new Colour(random.nextDouble(), random.nextDouble(), random.nextDouble());
    }

    /** Returns the mean of the components, in [0, 1]. */
    double lightness() {
        return (red + green + blue) / 3;
    }

    /**
     * Returns the mixture of this colour and {@code other}; {@code share}, in [0, 1], is the fraction of {@code other}.
     */
    Colour towards(Colour other, double share) {
        return new Colour(
                red + share * (other.red - red),
                green + share * (other.green - green),
                blue + share * (other.blue - blue));
    }
}
