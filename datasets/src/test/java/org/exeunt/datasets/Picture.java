package org.exeunt.datasets;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;

/** Creates image files. */
public final class Picture {
    private Picture() {}

    /** Returns an image file; {@code type} is a constant of {@link BufferedImage}. */
    public static byte[] of(String format, int type, int side) throws IOException {
        BufferedImage image = new BufferedImage(side, side, type);
        for (int i = 0; i < side * side; i++) {
            image.setRGB(i % side, i / side, 0xFF000000 | 0x010307 * i);
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        if (!ImageIO.write(image, format, bytes)) {
            throw new IOException("no writer of " + format);
        }
        return bytes.toByteArray();
    }
}
