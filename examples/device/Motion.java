import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.exeunt.device.Answer;
import org.exeunt.device.DeviceModel;

/**
 * Classifies a recording of motion window by window: {@code java -cp exeunt-device.jar Motion.java MODEL RECORDING}.
 *
 * <p>The recording is a table without a header, with a line per point in time and a column per channel. If it has a last
 * column with the activity, the model is first personalised by ten windows of the recording, evenly spaced.
 */
public final class Motion {
    private static final int LABELLED = 10;

    public static void main(String[] arguments) throws IOException {
        DeviceModel model = DeviceModel.open(Path.of(arguments[0]));
        List<String> lines = Files.readAllLines(Path.of(arguments[1]));
        String[] first = lines.get(0).split(",");
        boolean labelled = model.classNames().contains(first[first.length - 1]);
        int channels = first.length - (labelled ? 1 : 0);
        int length = model.inputSize() / channels;
        float[][] windows = new float[lines.size() / length][length * channels];
        int[] labels = new int[windows.length];
        for (int w = 0; w < windows.length; w++) {
            for (int t = 0; t < length; t++) {
                String[] point = lines.get(w * length + t).split(",");
                for (int c = 0; c < channels; c++) {
                    windows[w][c * length + t] = Float.parseFloat(point[c]); // channel by channel
                }
                labels[w] = model.classNames().indexOf(point[point.length - 1]);
            }
        }
        if (labelled) {
            float[][] own = new float[LABELLED][];
            int[] ownLabels = new int[LABELLED];
            for (int i = 0; i < LABELLED; i++) {
                own[i] = windows[i * windows.length / LABELLED];
                ownLabels[i] = labels[i * windows.length / LABELLED];
            }
            System.out.printf("accuracy before: %.2f%n", model.evaluate(windows, labels).accuracy());
            model = model.personalise(own, ownLabels);
            System.out.printf("accuracy after: %.2f, exits %s%n",
                    model.evaluate(windows, labels).accuracy(), Arrays.toString(model.evaluate(windows, labels).exits()));
        }
        for (int w = 0; w < windows.length; w++) {
            Answer answer = model.predict(windows[w]);
            System.out.printf("window %d: %s (%.2f) at exit %d, %,d MACs%n",
                    w + 1, model.classNames().get(answer.label()), answer.probabilities()[answer.label()], answer.exit(), answer.macs());
        }
    }
}
