package org.exeunt.app.inspect;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Path2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import org.exeunt.api.error.ErrorCategory;
import org.exeunt.api.error.ExeuntException;

/** Draws an image with white background and returns it as PNG. For one thread. */
final class Drawing {
    static final Color INK = new Color(0x26, 0x2b, 0x33);
    static final Color FAINT = new Color(0x8a, 0x91, 0x9c);
    static final int LINE = 18;

    private static final Font PLAIN = new Font(Font.SANS_SERIF, Font.PLAIN, 12);
    private static final Font TITLE = new Font(Font.SANS_SERIF, Font.BOLD, 15);

    private final BufferedImage image;
    private final Graphics2D pen;

    Drawing(int width, int height) {
        image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        pen = image.createGraphics();
        pen.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
        pen.setRenderingHint(RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
        fill(0, 0, width, height, Color.WHITE);
    }

    /**
     * Checks that text can be drawn.
     *
     * @throws ExeuntException if this Java runtime has no fonts, as in small container images
     */
    static void requireFonts() {
        try {
            widthOf("0");
        } catch (RuntimeException | LinkageError | InternalError failure) {
            throw new ExeuntException(
                    ErrorCategory.RESOURCE.code(51),
                    "Charts cannot be drawn because this Java runtime finds no font. Install fontconfig and a font, such as fonts-dejavu-core, or use --no-charts.",
                    failure);
        }
    }

    static int widthOf(String text) {
        Graphics2D pen = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB).createGraphics();
        try {
            return pen.getFontMetrics(PLAIN).stringWidth(text);
        } finally {
            pen.dispose();
        }
    }

    /** Returns the text, cut and ended by an ellipsis if it is wider than {@code width}. */
    static String fitted(String text, int width) {
        if (widthOf(text) <= width) {
            return text;
        }
        int length = text.length() - 1;
        while (length > 1 && widthOf(text.substring(0, length) + "…") > width) {
            length--;
        }
        return text.substring(0, length) + "…";
    }

    void title(int x, int y, String text) {
        pen.setFont(TITLE);
        pen.setColor(INK);
        pen.drawString(text, x, y);
    }

    /** Draws text that starts at {@code x}, with baseline {@code y}. */
    void text(int x, int y, String text, Color colour) {
        pen.setFont(PLAIN);
        pen.setColor(colour);
        pen.drawString(text, x, y);
    }

    /** Draws text that ends at {@code x}. */
    void textBefore(int x, int y, String text, Color colour) {
        text(x - widthOf(text), y, text, colour);
    }

    /** Draws text centred at {@code x}. */
    void textAround(int x, int y, String text, Color colour) {
        text(x - widthOf(text) / 2, y, text, colour);
    }

    void fill(int x, int y, int width, int height, Color colour) {
        pen.setColor(colour);
        pen.fillRect(x, y, width, height);
    }

    /** Draws a frame of one pixel around an area. */
    void frame(int x, int y, int width, int height, Color colour) {
        fill(x - 1, y - 1, width + 2, 1, colour);
        fill(x - 1, y + height, width + 2, 1, colour);
        fill(x - 1, y, 1, height, colour);
        fill(x + width, y, 1, height, colour);
    }

    void line(double[] xs, double[] ys, Color colour) {
        Path2D path = new Path2D.Double();
        path.moveTo(xs[0] + 0.5, ys[0] + 0.5); // the centre of a pixel, so that horizontal lines are sharp
        for (int i = 1; i < xs.length; i++) {
            path.lineTo(xs[i] + 0.5, ys[i] + 0.5);
        }
        pen.setColor(colour);
        pen.setStroke(new BasicStroke(1.1f));
        pen.draw(path);
    }

    void pixel(int x, int y, int size, int rgb) {
        fill(x, y, size, size, new Color(rgb));
    }

    byte[] png() {
        pen.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            ImageIO.write(image, "png", bytes);
        } catch (IOException impossibleInMemory) {
            throw new UncheckedIOException(impossibleInMemory);
        }
        return bytes.toByteArray();
    }
}
