package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.store.codec.ModelFile;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every method gives the same parameters as earlier versions, bit for bit. {@code same-parameters.properties} contains
 * the SHA-256 of all clients' parameters after a run on the toy engine. An intended change of results updates that file
 * with the values of the failure message, and is described in the changelog.
 */
@EnabledIfSystemProperty(
        named = "os.arch",
        matches = "amd64|x86_64",
        disabledReason = "the last bit of Math.exp differs between architectures")
class SameParametersTest {
    @TempDir
    Path runs;

    static List<String> strategies() {
        return ToyRun.strategies();
    }

    @ParameterizedTest
    @MethodSource("strategies")
    void parametersEqualThoseOfEarlierVersions(String strategy) throws Exception {
        List<String> settings = new ArrayList<>(List.of(ToyRun.SHAPES, "evaluation.save-models=true"));
        if (strategy.equals("apfl")) {
            settings.add("strategy.personal-epochs=5"); // the default of earlier versions
        }
        Path run = ToyRun.onDisk(runs, strategy, settings.toArray(String[]::new))
                .directory()
                .orElseThrow();
        assertThat(strategy + "=" + digest(run.resolve("models")))
                .isEqualTo(strategy + "=" + recorded().getProperty(strategy));
    }

    private static String digest(Path models) throws IOException, NoSuchAlgorithmException {
        MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
        try (Stream<Path> files = Files.list(models)) {
            List<Path> sorted = files.filter(file -> !file.toString().endsWith(".rule"))
                    .sorted()
                    .toList();
            assertThat(sorted).hasSize(8);
            for (Path file : sorted) {
                float[] values = ModelFile.read(file).parameters().values();
                ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * values.length);
                bytes.asFloatBuffer().put(values);
                sha256.update(bytes);
            }
        }
        return HexFormat.of().formatHex(sha256.digest());
    }

    private static Properties recorded() throws IOException {
        Properties recorded = new Properties();
        try (InputStream in = SameParametersTest.class.getResourceAsStream("/same-parameters.properties")) {
            recorded.load(in);
        }
        return recorded;
    }
}
