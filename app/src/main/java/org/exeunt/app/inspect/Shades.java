package org.exeunt.app.inspect;

import java.awt.Color;

/** Colours for numbers and for categories, distinguishable with colour blindness. */
final class Shades {
    /** From 0 to 1: white over blue to almost black. */
    private static final Color[] SCALE = {
        new Color(0xff, 0xff, 0xff),
        new Color(0xd6, 0xe6, 0xf4),
        new Color(0x9c, 0xc9, 0xe1),
        new Color(0x4f, 0x9b, 0xcb),
        new Color(0x1d, 0x6a, 0xae),
        new Color(0x0a, 0x35, 0x6b)
    };
    /** Colours by Okabe and Ito without yellow, which is too bright on white, and two greys. */
    private static final Color[] KINDS = {
        new Color(0x00, 0x72, 0xb2),
        new Color(0xd5, 0x5e, 0x00),
        new Color(0x00, 0x9e, 0x73),
        new Color(0xcc, 0x79, 0xa7),
        new Color(0xe6, 0x9f, 0x00),
        new Color(0x56, 0xb4, 0xe9),
        new Color(0x26, 0x2b, 0x33),
        new Color(0x6d, 0x74, 0x80),
        new Color(0xa6, 0xac, 0xb5)
    };

    private Shades() {}

    /** Returns the colour of a number from 0 to 1. */
    static Color of(double share) {
        double position = Math.max(0, Math.min(1, share)) * (SCALE.length - 1);
        int below = (int) Math.min(SCALE.length - 2, Math.floor(position));
        double part = position - below;
        Color a = SCALE[below];
        Color b = SCALE[below + 1];
        return new Color(
                mix(a.getRed(), b.getRed(), part),
                mix(a.getGreen(), b.getGreen(), part),
                mix(a.getBlue(), b.getBlue(), part));
    }

    /** Returns the colour of text on the background {@link #of}. */
    static Color on(double share) {
        return share > 0.55 ? Color.WHITE : Drawing.INK;
    }

    /** Returns the colour of a category. */
    static Color kind(int number) {
        return KINDS[number % KINDS.length];
    }

    private static int mix(int a, int b, double part) {
        return (int) Math.round(a + (b - a) * part);
    }
}
