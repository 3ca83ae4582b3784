package org.exeunt.datasets.shapes;

import java.util.random.RandomGenerator;

/** A colour; components in [0, 1]. */
record Colour(double red, double green, double blue) {

    /** A colour drawn evenly from the cube. */
    static Colour random(RandomGenerator random) {
        return new Colour(random.nextDouble(), random.nextDouble(), random.nextDouble());
    }

    /** How light the colour is, in [0, 1]. */
    double lightness() {
        return (red + green + blue) / 3;
    }

    /** This colour moved towards another by a share in [0, 1]. */
    Colour towards(Colour other, double share) {
        return new Colour(
                red + share * (other.red - red),
                green + share * (other.green - green),
                blue + share * (other.blue - blue));
    }
}
