package org.exeunt.it.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.exeunt.api.ClientId;
import org.exeunt.it.support.ToyRun;
import org.exeunt.runtime.model.PersonalModel;
import org.exeunt.runtime.model.PersonalModel.Prediction;
import org.exeunt.runtime.run.RunOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Events of a run in a recording of JDK Flight Recorder. */
class FlightRecorderTest {
    @TempDir
    private Path folder;

    @Test
    void phasesClientsAndPredictionsAreRecorded() throws IOException {
        Path run;
        List<Prediction> predictions;
        Path file = folder.resolve("run.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("exeunt.Phase").withoutThreshold();
            recording.enable("exeunt.Client").withoutThreshold();
            recording.enable("exeunt.Prediction").withoutThreshold();
            recording.start();
            run = ToyRun.with(RunOptions.onDisk(folder, folder.resolve("runs"), () -> 0L), "fedavg")
                    .directory()
                    .orElseThrow();
            try (PersonalModel model =
                    PersonalModel.open(run, new ClientId(3), "{\"type\": \"confidence\", \"thresholds\": [0.5]}")) {
                predictions = model.predict(List.of(new float[8], new float[] {1, 2, 3, 4, 5, 6, 7, 8}));
            }
            recording.stop();
            recording.dump(file);
        }
        List<RecordedEvent> events = RecordingFile.readAllEvents(file);
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().equals("exeunt.Phase"))
                .extracting(event -> event.getInt("round") + "," + event.getString("phase"))
                .containsExactlyInAnyOrderElementsOf(Files.readAllLines(run.resolve("timings.csv")).stream()
                        .skip(1)
                        .map(line -> line.replaceFirst("(,[^,]*){2}$", ""))
                        .toList());
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().equals("exeunt.Client"))
                .extracting(event -> event.getString("work") + event.getInt("round"))
                .as("four clients train in each of six rounds; eight are evaluated after rounds 3 and 6")
                .hasSize(6 * 4 + 2 * 8)
                .contains("training1", "training6", "evaluation3", "evaluation6")
                .doesNotContain("evaluation1");
        assertThat(events)
                .filteredOn(event -> event.getEventType().getName().equals("exeunt.Prediction"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getInt("inputs")).isEqualTo(2);
                    assertThat(event.getInt("deepestExit"))
                            .isEqualTo(predictions.stream()
                                    .mapToInt(each -> each.exit().number())
                                    .max()
                                    .orElseThrow());
                    assertThat(event.getDouble("meanExit"))
                            .isEqualTo(predictions.stream()
                                    .mapToInt(each -> each.exit().number())
                                    .average()
                                    .orElseThrow());
                });
    }
}
