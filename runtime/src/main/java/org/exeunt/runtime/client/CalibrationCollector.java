package org.exeunt.runtime.client;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.exeunt.api.Exit;
import org.exeunt.api.exit.CalibrationSet;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.objective.ForwardPass;
import org.exeunt.api.objective.Softmax;

/** Collects the predictions of all exits over the batches of one client's validation examples. */
final class CalibrationCollector {
    private final NetworkSpec network;
    private final List<List<double[]>> probabilities;
    private final List<Integer> labels = new ArrayList<>();

    CalibrationCollector(NetworkSpec network) {
        this.network = network;
        this.probabilities = Stream.<List<double[]>>generate(ArrayList::new)
                .limit(network.exits())
                .toList();
    }

    /** Adds a batch for which all exits were computed. */
    void add(ForwardPass pass) {
        int classes = network.classes();
        for (Exit exit : network.allExits()) {
            double[] logits = pass.logits(exit);
            for (int example = 0; example < pass.size(); example++) {
                double[] row = new double[classes];
                Softmax.row(logits, example * classes, classes, 1, row);
                probabilities.get(exit.index()).add(row);
            }
        }
        IntStream.range(0, pass.size()).forEach(example -> labels.add(pass.label(example)));
    }

    CalibrationSet calibration() {
        return new CalibrationSet(
                probabilities.stream()
                        .map(rows -> rows.toArray(double[][]::new))
                        .toArray(double[][][]::new),
                labels.stream().mapToInt(Integer::intValue).toArray());
    }
}
