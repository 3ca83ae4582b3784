package org.exeunt.app.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.exeunt.api.objective.TeacherAgreement;
import org.exeunt.api.tracking.GradientConflict;
import org.exeunt.app.findings.Setting;
import org.exeunt.app.findings.Setting.Row;
import org.exeunt.runtime.store.records.RunArchive;
import org.exeunt.runtime.store.records.Summary;

/**
 * Gradient conflict, teacher agreement and calibration on one setting, for the first seed of each method.
 *
 * @param interference of exits, of runs that measured it
 * @param agreement of students with their teachers, of methods that distil
 * @param calibration accuracy over confidence, in %, of each exit of a single run, or of the final exit of each method
 */
record Diagnostics(List<Lines> interference, List<Lines> agreement, List<Line> calibration) {

    /** The lines of a method over rounds. */
    record Lines(String method, List<Line> lines) {}

    /** One line, as pairs of round and value, or of confidence and accuracy. */
    record Line(String name, List<double[]> points) {}

    static Diagnostics of(Setting setting) {
        List<Lines> interference = new ArrayList<>();
        List<Lines> agreement = new ArrayList<>();
        for (Row row : setting.rows()) {
            RunArchive first = row.first();
            interference.add(interference(row.method(), first));
            agreement.add(agreement(row.method(), first));
        }
        return new Diagnostics(drawn(interference), drawn(agreement), calibration(setting));
    }

    private static List<Line> calibration(Setting setting) {
        List<Line> lines = new ArrayList<>();
        for (Row row : setting.rows()) {
            Summary summary = row.first().summary();
            for (Summary.ExitReliability exit : summary.reliability().exits()) {
                if (setting.isSingleRun() || exit.exit() == summary.exits()) {
                    lines.add(new Line(
                            setting.isSingleRun() ? "exit " + exit.exit() : row.method(),
                            exit.bins().stream()
                                    .filter(bin -> bin.fraction() > 0)
                                    .map(bin -> new double[] {
                                        100 * bin.confidence(), 100 * bin.accuracy(), 100 * bin.fraction()
                                    })
                                    .toList()));
                }
            }
        }
        return lines;
    }

    private static List<Lines> drawn(List<Lines> all) {
        return all.stream().filter(method -> !method.lines().isEmpty()).toList();
    }

    private static Lines interference(String method, RunArchive run) {
        Map<String, List<double[]>> lines = new LinkedHashMap<>();
        for (RunArchive.EvaluationMeans evaluation : run.evaluations()) {
            for (GradientConflict pair : evaluation.interference()) {
                lines.computeIfAbsent(
                                "stage %d, exits %s and %s".formatted(pair.stage(), pair.shallower(), pair.deeper()),
                                name -> new ArrayList<>())
                        .add(new double[] {evaluation.round(), pair.cosine()});
            }
        }
        return new Lines(method, lines(lines));
    }

    private static Lines agreement(String method, RunArchive run) {
        Map<String, List<double[]>> lines = new TreeMap<>();
        run.rounds().forEach(round -> round.trainingMetrics().forEach((name, value) -> {
            if (name.startsWith(TeacherAgreement.METRIC_PREFIX)) {
                lines.computeIfAbsent(
                                "exit " + name.substring(TeacherAgreement.METRIC_PREFIX.length()),
                                exit -> new ArrayList<>())
                        .add(new double[] {round.round().number(), 100 * value});
            }
        }));
        return new Lines(method, lines(lines));
    }

    private static List<Line> lines(Map<String, List<double[]>> lines) {
        return lines.entrySet().stream()
                .map(line -> new Line(line.getKey(), line.getValue()))
                .toList();
    }
}
