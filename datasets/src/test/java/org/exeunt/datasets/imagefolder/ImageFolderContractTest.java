package org.exeunt.datasets.imagefolder;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.datasets.image.Scaling;
import org.exeunt.datasets.imagefolder.ImageFolderSource.Options.Colour;
import org.exeunt.datasets.userdata.ClassFolders.Layout;
import org.exeunt.testkit.contract.DatasetSourceContract;
import org.junit.jupiter.api.BeforeAll;

class ImageFolderContractTest extends DatasetSourceContract {
    /** Not a {@code @TempDir}, because ContractCoverageTest creates instances without JUnit. */
    private static final Path FOLDER =
            Path.of("target", "contract-image-folder").toAbsolutePath();

    @BeforeAll
    static void writeFiles() throws IOException {
        for (String prefix : List.of("flat/", "split/train/", "split/test/", "owned/ann/", "owned/bob/")) {
            int number = 0;
            for (String name : List.of("cat/1.png", "cat/2.jpg", "dog/1.gif", "dog/2.bmp")) {
                Path file = FOLDER.resolve(prefix + name);
                Files.createDirectories(file.getParent());
                BufferedImage image = new BufferedImage(9, 6, BufferedImage.TYPE_INT_RGB);
                for (int i = 0; i < 54; i++) {
                    image.setRGB(i % 9, i / 9, 0x040A11 * i * ++number);
                }
                ImageIO.write(image, name.substring(name.length() - 3), file.toFile());
            }
        }
    }

    @Override
    protected List<PluginChoice<DatasetSource>> variants() {
        return List.of(
                choice("flat", Layout.AUTO, Colour.RGB, Scaling.UNIT),
                choice("split", Layout.AUTO, Colour.GREY, Scaling.NORM_STATS),
                choice("owned", Layout.OWNER_CLASS, Colour.RGB, Scaling.NORM_STATS));
    }

    private static PluginChoice<DatasetSource> choice(String name, Layout layout, Colour colour, Scaling scaling) {
        return PluginChoice.of(
                new ImageFolderSource.Provider(),
                new ImageFolderSource.Options(FOLDER.resolve(name), 4, 6, colour, layout, scaling));
    }

    @Override
    protected List<PluginChoice<DatasetSource>> withoutFiles() {
        return List.of(choice("absent", Layout.AUTO, Colour.RGB, Scaling.UNIT));
    }

    @Override
    protected Optional<Path> singleInput() {
        return Optional.of(FOLDER.resolve("flat/cat/2.jpg"));
    }
}
