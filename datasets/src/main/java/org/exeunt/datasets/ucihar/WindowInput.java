package org.exeunt.datasets.ucihar;

import static org.exeunt.datasets.ucihar.UciHarSource.READINGS;
import static org.exeunt.datasets.ucihar.UciHarSource.SIGNALS;

import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.data.InputReader;
import org.exeunt.datasets.files.InputFile;

/** Reads one window of signals from a CSV file with one line per reading. */
final class WindowInput implements InputReader {
    @Override
    public String form() {
        return "a CSV file of %d lines, one per reading, with %d numbers: %s"
                .formatted(READINGS, SIGNALS.size(), String.join(", ", SIGNALS));
    }

    @Override
    public float[] read(Path path) {
        InputFile file = InputFile.read(path, form(), 1);
        List<String> lines = file.text().lines().filter(line -> !line.isBlank()).toList();
        if (lines.size() != READINGS) {
            throw file.refused("has %d lines".formatted(lines.size()));
        }
        float[] values = new float[SIGNALS.size() * READINGS];
        for (int reading = 0; reading < READINGS; reading++) {
            float[] numbers = Table.numbers(lines.get(reading), ",;");
            if (numbers.length != SIGNALS.size()) {
                throw file.refused("has in line %d '%s'".formatted(reading + 1, lines.get(reading)));
            }
            for (int signal = 0; signal < numbers.length; signal++) {
                values[signal * READINGS + reading] = numbers[signal];
            }
        }
        return values;
    }
}
