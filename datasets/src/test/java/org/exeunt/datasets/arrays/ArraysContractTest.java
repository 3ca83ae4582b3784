package org.exeunt.datasets.arrays;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.data.DatasetSource;
import org.exeunt.api.plugin.PluginChoice;
import org.exeunt.testkit.contract.DatasetSourceContract;
import org.junit.jupiter.api.BeforeAll;

class ArraysContractTest extends DatasetSourceContract {
    /** Not a {@code @TempDir}, because ContractCoverageTest creates instances without JUnit. */
    private static final Path FOLDER = Path.of("target", "contract-arrays").toAbsolutePath();

    @BeforeAll
    static void writeFiles() throws IOException {
        Files.createDirectories(FOLDER);
        byte[] pixels = new byte[24];
        for (int i = 0; i < pixels.length; i++) {
            pixels[i] = (byte) (11 * i);
        }
        Files.write(FOLDER.resolve("x.npy"), Npy.of("|u1", "(2, 2, 2, 3)", pixels));
        Files.write(FOLDER.resolve("y.npy"), Npy.of("<U3", "(2,)", Npy.words(3, "cat", "dog")));
        Files.write(FOLDER.resolve("owner.npy"), Npy.of("|b1", "(2,)", new byte[] {1, 0}));
        Files.write(FOLDER.resolve("one.npy"), Npy.of("|u1", "(2, 2, 3)", Arrays.copyOf(pixels, 12)));
    }

    @Override
    protected List<PluginChoice<DatasetSource>> variants() {
        return List.of(choice(FOLDER, false, true), choice(FOLDER, false, false), choice(FOLDER, true, true));
    }

    private static PluginChoice<DatasetSource> choice(Path dir, boolean... switches) {
        return PluginChoice.of(new ArraysSource.Provider(), new ArraysSource.Options(dir, switches[0], switches[1]));
    }

    @Override
    protected List<PluginChoice<DatasetSource>> withoutFiles() {
        return List.of(choice(FOLDER.resolve("absent"), false, true));
    }

    @Override
    protected Optional<Path> singleInput() {
        return Optional.of(FOLDER.resolve("one.npy"));
    }
}
