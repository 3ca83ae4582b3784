package org.exeunt.datasets.ucihar;

import java.nio.file.Path;
import java.util.List;
import org.exeunt.api.data.InputReader;
import org.exeunt.datasets.files.InputFile;

/** Reads one window of signals from a CSV file with one line per reading. */
final class WindowInput implements InputReader {
    @Override
    public String form() {
        return "a CSV file of %d lines, one per reading, with %d numbers: %s"
                .formatted(Part.READINGS, Part.SIGNALS.size(), String.join(", ", Part.SIGNALS));
    }

    @Override
    public float[] read(Path path) {
        InputFile file = InputFile.read(path, form(), 1);
        List<String> lines = file.text().lines().filter(line -> !line.isBlank()).toList();
        if (lines.size() != Part.READINGS) {
            throw file.refused("has %d lines".formatted(lines.size()));
        }
        float[] values = new float[Part.SIGNALS.size() * Part.READINGS];
        for (int reading = 0; reading < Part.READINGS; reading++) {
            String[] numbers = lines.get(reading).split("[,;]");
            if (numbers.length != Part.SIGNALS.size()) {
                throw file.refused("has %d columns in line %d".formatted(numbers.length, reading + 1));
            }
            for (int signal = 0; signal < numbers.length; signal++) {
                values[signal * Part.READINGS + reading] = number(file, reading + 1, numbers[signal].strip());
            }
        }
        return values;
    }

    private static float number(InputFile file, int line, String text) {
        float value;
        try {
            value = Float.parseFloat(text);
        } catch (NumberFormatException noNumber) {
            value = Float.NaN;
        }
        if (!Float.isFinite(value)) {
            throw file.refused("has '%s' in line %d".formatted(text, line));
        }
        return value;
    }
}
