package org.exeunt.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.exeunt.api.plugin.Option;
import org.junit.jupiter.api.Test;

class OtherOptionsTest {
    private enum Mode {
        NEAR,
        FAR
    }

    private record Section(@Option(value = "Rate", above = 0, below = 1) double rate) {}

    private record InPlace(@Option(value = "Epochs", min = 0) int localEpochs) {}

    private record Options(
            @Option("Section") Section section,
            @Option(value = "In place", inPlace = true) InPlace inPlace,
            @Option("Mode") Mode mode,
            @Option("Whether") boolean flag,
            @Option(value = "Limit", min = 1, max = 4) Optional<Integer> limit,
            @Option(value = "Widths", above = 0, max = 1) List<Double> widths,
            @Option("File") Path file) {
        Options {
            if (mode == Mode.FAR && flag) {
                throw new IllegalArgumentException("far without flag");
            }
        }

        static Options of(boolean flag, String file) {
            return new Options(
                    new Section(0.5),
                    new InPlace(0),
                    Mode.NEAR,
                    flag,
                    Optional.of(4),
                    List.of(1.0, 0.5),
                    Path.of(file));
        }
    }

    private static List<Options> others(Options options, String key, Options... peers) {
        return OtherOptions.of(options, List.of(peers)).get(key).stream()
                .map(Options.class::cast)
                .toList();
    }

    @Test
    void keysAreThoseOfConfigurations() {
        assertThat(OtherOptions.of(Options.of(false, "a"), List.of()))
                .containsOnlyKeys("section.rate", "local-epochs", "mode", "flag", "limit", "widths", "file");
    }

    @Test
    void numbersStayInTheirRange() {
        Options options = Options.of(false, "a");
        assertThat(others(options, "section.rate"))
                .extracting(other -> other.section().rate())
                .containsExactlyInAnyOrder(0.25, 0.75);
        assertThat(others(options, "local-epochs"))
                .extracting(other -> other.inPlace().localEpochs())
                .containsExactly(1);
        assertThat(others(options, "limit"))
                .extracting(Options::limit)
                .containsExactlyInAnyOrder(Optional.empty(), Optional.of(3));
        assertThat(others(options, "widths"))
                .extracting(Options::widths)
                .containsExactlyInAnyOrder(List.of(1.0), List.of(0.5, 0.5));
    }

    @Test
    void optionsThatTheRecordRejectsAreLeftOut() {
        assertThat(others(Options.of(false, "a"), "mode"))
                .extracting(Options::mode)
                .containsExactly(Mode.FAR);
        assertThat(others(Options.of(true, "a"), "mode")).isEmpty();
    }

    @Test
    void valuesOfPeersAreTried() {
        assertThat(others(Options.of(false, "a"), "file")).isEmpty();
        assertThat(others(Options.of(false, "a"), "file", Options.of(true, "b")))
                .containsExactly(Options.of(false, "b"));
    }
}
