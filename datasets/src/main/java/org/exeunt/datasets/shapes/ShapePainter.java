package org.exeunt.datasets.shapes;

import java.util.random.RandomGenerator;

/**
 * Paints one image of a shape at a difficulty between 0 (large, near the centre, nearly upright, strong contrast, plain
 * background) and 1 (small, anywhere, rotated, weak contrast on a coloured background, parts of other shapes around it,
 * often a bar across it, noise).
 *
 * <p>A shape is lighter than its background; both have random colours. The position of even an easy shape varies by a
 * third of its size, so that the task is hard for a linear classifier, which depends on positions instead of outlines.
 */
record ShapePainter(double difficulty, RandomGenerator random) {
    private static final double TURN = 2 * StrictMath.PI;
    private static final Colour GREY = new Colour(0.25, 0.25, 0.25);
    private static final Shape[] SHAPES = Shape.values();

    /** Writes an image {@code [3, 32, 32]} as bytes to {@code target}, starting at {@code offset}. */
    void paint(Shape shape, double noise, byte[] target, int offset) {
        double contrast = byDifficulty(0.6, 0.35);
        Colour background;
        Colour ink;
        do {
            background = Colour.random(random).towards(GREY, byDifficulty(0.6, 0.0));
            ink = Colour.random(random);
        } while (Math.abs(ink.lightness() - background.lightness() - contrast) > 0.03
                || Math.abs(background.lightness() - 0.25) > byDifficulty(0.03, 0.25));
        Canvas canvas = new Canvas();
        canvas.gradient(background, background.towards(Colour.random(random), byDifficulty(0.05, 0.25)), angle());

        double radius = byDifficulty(11.5, 7.5) * uniform(0.94, 1.06);
        double roam = byDifficulty(4.5, Canvas.SIDE / 2.0 - radius);
        double column = Canvas.SIDE / 2.0 + roam * uniform(-1, 1);
        double row = Canvas.SIDE / 2.0 + roam * uniform(-1, 1);
        double turn = TURN * byDifficulty(0.02, 0.5) * uniform(-1, 1);

        int distractors = (int) Math.round(byDifficulty(0, 5));
        for (int i = 0; i < distractors; i++) {
            canvas.paint(partOfAnotherShape(shape), colourOn(background, contrast));
        }
        canvas.paint(Region.of(shape, column, row, radius, turn), ink);
        if (random.nextDouble() < byDifficulty(0, 0.7)) {
            double away = uniform(0.3, 0.9) * radius;
            double towards = angle();
            canvas.paint(
                    Region.bar(
                            column + away * StrictMath.cos(towards),
                            row + away * StrictMath.sin(towards),
                            uniform(1.0, 2.2),
                            angle()),
                    colourOn(background, contrast));
        }
        canvas.render(byDifficulty(0.2 * noise, noise), random, target, offset);
    }

    private Region partOfAnotherShape(Shape shape) {
        Shape other = SHAPES[(shape.ordinal() + 1 + random.nextInt(SHAPES.length - 1)) % SHAPES.length];
        double column = uniform(0, Canvas.SIDE);
        double row = uniform(0, Canvas.SIDE);
        return Region.of(other, column, row, uniform(2.5, 4.5), angle()).and(Region.halfPlane(column, row, angle()));
    }

    /** Returns a colour that is darker than the shape, so that the shape stays the lightest object; it may be darker
     * than the background. */
    private Colour colourOn(Colour background, double contrast) {
        Colour ink;
        do {
            ink = Colour.random(random);
        } while (ink.lightness() - background.lightness() < -0.6 * contrast
                || ink.lightness() - background.lightness() > 0.8 * contrast);
        return ink;
    }

    private double byDifficulty(double easy, double hard) {
        return easy + difficulty * (hard - easy);
    }

    private double uniform(double from, double to) {
        return from + (to - from) * random.nextDouble();
    }

    private double angle() {
        return TURN * random.nextDouble();
    }
}
