package org.exeunt.datasets.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.awt.image.IndexColorModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriter;
import org.exeunt.api.error.Errors;
import org.exeunt.api.error.ExeuntException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageInputTest {
    private static final int SIDE = 8;
    private static final ImageInput COLOUR = new ImageInput(3, SIDE, PixelScaling.unit(3));
    private static final ImageInput GREY = new ImageInput(1, SIDE, PixelScaling.unit(1));

    @TempDir
    Path folder;

    private Path write(BufferedImage image, String format) throws IOException {
        Path file = folder.resolve("input." + format);
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
        return file;
    }

    private static float scaled(int level) {
        return (float) ((level / 255.0 - 0.5) / 0.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"png", "bmp"})
    void imagesOfTheRightSizeAreNotResampled(String format) throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        int[] pixels = new Random(3).ints((long) SIDE * SIDE, 0, 1 << 24).toArray();
        image.setRGB(0, 0, SIDE, SIDE, pixels, 0, SIDE);
        float[] values = COLOUR.read(write(image, format));
        for (int i = 0; i < pixels.length; i++) {
            for (int channel = 0; channel < 3; channel++) {
                assertThat(values[channel * pixels.length + i]).isEqualTo(scaled(pixels[i] >> 16 - 8 * channel & 0xFF));
            }
        }
    }

    @Test
    void aLargePictureIsCroppedToItsMiddleAndAveraged() throws IOException {
        BufferedImage image = new BufferedImage(6 * SIDE, 3 * SIDE, BufferedImage.TYPE_INT_RGB);
        for (int x = 0; x < image.getWidth(); x++) {
            for (int y = 0; y < image.getHeight(); y++) {
                boolean middle = x >= 3 * SIDE / 2 && x < 9 * SIDE / 2;
                int level = (x + 3 * y) % 3 * 30;
                image.setRGB(x, y, middle ? level << 16 | 200 << 8 : 0x0000FF);
            }
        }
        float[] values = COLOUR.read(write(image, "png"));
        assertThat(Arrays.copyOfRange(values, 0, SIDE * SIDE)).containsOnly(scaled(30));
        assertThat(Arrays.copyOfRange(values, SIDE * SIDE, 2 * SIDE * SIDE)).containsOnly(scaled(200));
        assertThat(Arrays.copyOfRange(values, 2 * SIDE * SIDE, 3 * SIDE * SIDE)).containsOnly(scaled(0));
    }

    /** Twelve pixels are resampled to eight: each covers one and a half. */
    @Test
    void resamplingWeightsPixelsByArea() throws IOException {
        BufferedImage image = new BufferedImage(12, 12, BufferedImage.TYPE_BYTE_GRAY);
        for (int x = 0; x < 12; x++) {
            for (int y = 0; y < 12; y++) {
                image.getRaster().setSample(x, y, 0, x % 3 == 1 ? 240 : 0);
            }
        }
        assertThat(Arrays.copyOf(GREY.read(write(image, "png")), SIDE)).containsOnly(scaled(80));
    }

    @Test
    void aSmallPictureIsEnlarged() throws IOException {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0x40FF00);
        assertThat(COLOUR.read(write(image, "png"))).containsOnly(scaled(0x40), scaled(0xFF), scaled(0));
    }

    @ParameterizedTest
    @CsvSource({"10, 128", "11, 32896"})
    void greyIsNotBrightened(int type, int sample) throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, type);
        for (int i = 0; i < SIDE * SIDE; i++) {
            image.getRaster().setSample(i % SIDE, i / SIDE, 0, sample);
        }
        assertThat(GREY.read(write(image, "png"))).containsOnly(scaled(128));
        assertThat(COLOUR.read(write(image, "png"))).containsOnly(scaled(128));
    }

    @Test
    void colourBecomesGreyByLuma() throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 0xFF0000);
        image.setRGB(1, 0, 0x00FF00);
        image.setRGB(2, 0, 0x0000FF);
        float[] values = GREY.read(write(image, "png"));
        assertThat(Arrays.copyOf(values, 4)).containsExactly(scaled(76), scaled(150), scaled(29), scaled(0));
    }

    @Test
    void supportsPalettesAndTransparency() throws IOException {
        IndexColorModel palette =
                new IndexColorModel(1, 2, new byte[] {10, 20}, new byte[] {30, 40}, new byte[] {50, 60}, 1);
        BufferedImage indexed = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_BINARY, palette);
        assertThat(COLOUR.read(write(indexed, "png"))).containsOnly(scaled(10), scaled(30), scaled(50));

        BufferedImage clear = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_INT_ARGB);
        assertThat(COLOUR.read(write(clear, "png"))).containsOnly(scaled(255));
        for (int i = 0; i < SIDE * SIDE; i++) {
            clear.setRGB(i % SIDE, i / SIDE, 0x33000000);
        }
        assertThat(COLOUR.read(write(clear, "png"))).containsOnly(scaled(204));
    }

    @Test
    void readsJpegApproximately() throws IOException {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 64 * 64; i++) {
            image.setRGB(i % 64, i / 64, 0x204060);
        }
        float[] values = COLOUR.read(write(image, "jpg"));
        for (int channel = 0; channel < 3; channel++) {
            assertThat(values[channel * SIDE * SIDE]).isCloseTo(scaled(0x20 * (channel + 1)), within(.03f));
        }
    }

    @Test
    void rejectsFilesThatAreNotImages() throws IOException {
        assertRejected(Files.writeString(folder.resolve("text.png"), "no picture"), "another format", "PNG");
        assertRejected(Files.createFile(folder.resolve("nothing.png")), "is empty");
        assertRejected(folder.resolve("absent.png"), "absent.png cannot be read: it does not exist");
        assertRejected(folder, "cannot be read");
    }

    /** The decoder returns a picture that is grey where the file was cut off. */
    @Test
    void rejectsJpegThatIsCutOff() throws IOException {
        BufferedImage image = new BufferedImage(64, 64, BufferedImage.TYPE_INT_RGB);
        image.setRGB(0, 0, 64, 64, new Random(3).ints(64 * 64, 0, 1 << 24).toArray(), 0, 64);
        byte[] whole = Files.readAllBytes(write(image, "jpg"));
        for (int length : new int[] {whole.length / 3, whole.length / 2, whole.length - 100}) {
            assertRejected(
                    Files.write(folder.resolve("cut.jpg"), Arrays.copyOf(whole, length)),
                    "is damaged",
                    "premature end");
        }
        Path withoutEndMarker = Files.write(folder.resolve("no-end.jpg"), Arrays.copyOf(whole, whole.length - 2));
        assertThat(COLOUR.read(withoutEndMarker)).isEqualTo(COLOUR.read(folder.resolve("input.jpg")));
    }

    /** Of several pictures the first would be an arbitrary choice. */
    @Test
    void rejectsAnimations() throws IOException {
        BufferedImage image = new BufferedImage(SIDE, SIDE, BufferedImage.TYPE_BYTE_INDEXED);
        ImageWriter writer = ImageIO.getImageWritersByFormatName("gif").next();
        Path file = folder.resolve("moving.gif");
        try (var out = ImageIO.createImageOutputStream(file.toFile())) {
            writer.setOutput(out);
            writer.prepareWriteSequence(null);
            for (int frame = 0; frame < 2; frame++) {
                writer.writeToSequence(new IIOImage(image, null, null), null);
            }
            writer.endWriteSequence();
        }
        assertRejected(file, "moving.gif has several frames");
        byte[] single = Files.readAllBytes(write(image, "gif"));
        Path unended = Files.write(folder.resolve("no-end.gif"), Arrays.copyOf(single, single.length - 1));
        assertThat(COLOUR.read(unended)).isEqualTo(COLOUR.read(folder.resolve("input.gif")));
    }

    /** A PNG header that declares 60,000 x 60,000 pixels. */
    @Test
    void rejectsHugeImagesBeforeDecoding() throws IOException {
        BufferedImage image = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
        byte[] png = Files.readAllBytes(write(image, "png"));
        for (int offset : new int[] {16, 20}) {
            png[offset + 2] = (byte) (60_000 >> 8);
            png[offset + 3] = (byte) 60_000;
        }
        assertRejected(Files.write(folder.resolve("huge.png"), png), "more than 67108864 pixels");
    }

    private static void assertRejected(Path file, String... mentions) {
        assertThatThrownBy(() -> COLOUR.read(file))
                .isInstanceOf(ExeuntException.class)
                .hasMessageContainingAll(mentions)
                .extracting(failure -> ((ExeuntException) failure).code())
                .isEqualTo(Errors.DATA_40.code());
    }
}
