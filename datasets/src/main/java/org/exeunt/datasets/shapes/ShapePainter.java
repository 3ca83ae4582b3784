package org.exeunt.datasets.shapes;

import java.util.random.RandomGenerator;

/**
 * Paints one picture of a shape at a difficulty between 0 (large, near the middle, nearly upright, strong contrast, plain ground) and 1
 * (small, anywhere, turned, weak contrast on a coloured ground, parts of other shapes about it, often a bar across it, noise).
 *
 * <p>A shape is lighter than its ground, both of random colours. Even an easy one moves about by a third of its size, so that a linear
 * classifier, which knows places and not outlines, finds it hard.
 */
final class ShapePainter {
    private static final double TURN = 2 * StrictMath.PI;
    private static final Colour GREY = new Colour(0.25, 0.25, 0.25);
    private static final Shape[] SHAPES = Shape.values();

    private final double difficulty;
    private final RandomGenerator random;
    private final Canvas canvas = new Canvas();

    private ShapePainter(double difficulty, RandomGenerator random) {
        this.difficulty = difficulty;
        this.random = random;
    }

    /** Writes the picture's three planes, 3 x 32 x 32 bytes, from the given offset on. */
    static void paint(Shape shape, double difficulty, double noise, RandomGenerator random, byte[] target, int offset) {
        new ShapePainter(difficulty, random).paint(shape, noise, target, offset);
    }

    private void paint(Shape shape, double noise, byte[] target, int offset) {
        double contrast = harder(0.6, 0.35);
        Colour ground;
        Colour ink;
        do {
            ground = Colour.random(random).towards(GREY, harder(0.6, 0.0));
            ink = Colour.random(random);
        } while (Math.abs(ink.lightness() - ground.lightness() - contrast) > 0.03
                || Math.abs(ground.lightness() - 0.25) > harder(0.03, 0.25));
        canvas.gradient(ground, ground.towards(Colour.random(random), harder(0.05, 0.25)), angle());

        double radius = harder(11.5, 7.5) * uniform(0.94, 1.06);
        double roam = harder(4.5, Canvas.SIDE / 2.0 - radius);
        double column = Canvas.SIDE / 2.0 + roam * uniform(-1, 1);
        double row = Canvas.SIDE / 2.0 + roam * uniform(-1, 1);
        double turn = TURN * harder(0.02, 0.5) * uniform(-1, 1);

        int distractors = (int) Math.round(harder(0, 5));
        for (int i = 0; i < distractors; i++) {
            canvas.paint(partOfAnotherShape(shape), inkOn(ground, contrast));
        }
        canvas.paint(Region.of(shape, column, row, radius, turn), ink);
        if (random.nextDouble() < harder(0, 0.7)) {
            double away = uniform(0.3, 0.9) * radius;
            double towards = angle();
            canvas.paint(
                    Region.bar(
                            column + away * StrictMath.cos(towards),
                            row + away * StrictMath.sin(towards),
                            uniform(1.0, 2.2),
                            angle()),
                    inkOn(ground, contrast));
        }
        canvas.develop(harder(0.2 * noise, noise), random, target, offset);
    }

    private Region partOfAnotherShape(Shape shape) {
        Shape other = SHAPES[(shape.ordinal() + 1 + random.nextInt(SHAPES.length - 1)) % SHAPES.length];
        double column = uniform(0, Canvas.SIDE);
        double row = uniform(0, Canvas.SIDE);
        return Region.of(other, column, row, uniform(2.5, 4.5), angle()).and(Region.halfPlane(column, row, angle()));
    }

    /** A colour less light than the shape, so that nothing about it outshines it; it may be darker than the ground. */
    private Colour inkOn(Colour ground, double contrast) {
        Colour ink;
        do {
            ink = Colour.random(random);
        } while (ink.lightness() - ground.lightness() < -0.6 * contrast
                || ink.lightness() - ground.lightness() > 0.8 * contrast);
        return ink;
    }

    private double harder(double easy, double hard) {
        return easy + difficulty * (hard - easy);
    }

    private double uniform(double from, double to) {
        return from + (to - from) * random.nextDouble();
    }

    private double angle() {
        return TURN * random.nextDouble();
    }
}
