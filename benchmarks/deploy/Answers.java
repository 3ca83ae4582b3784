import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.lang.management.ManagementFactory;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.exeunt.api.ClientId;
import org.exeunt.api.data.Examples;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.network.ExportFormat;
import org.exeunt.config.plugins.PluginRegistry;
import org.exeunt.device.DeviceModel;
import org.exeunt.runtime.archive.FinishedRun;
import org.exeunt.runtime.federation.Federation;
import org.exeunt.runtime.federation.RunContext;
import org.exeunt.runtime.model.PersonalModel;
import org.exeunt.runtime.model.RunModels;

/**
 * Measures the answers of one runtime for the test examples of a client: {@code RUN CLIENT POLICY FILES RUNTIME}, of
 * which FILES is the folder with the exported models and RUNTIME is {@code device}, {@code onnx}, {@code onnx-exits} or
 * {@code personal}. Prints lines of a name and a number, times in milliseconds of processor time of this thread.
 */
class Answers {
    private static final double SECONDS = 0.4;
    private static final int MEASUREMENTS = 7;
    private static long sink;

    /** Answers one input, and returns a number that depends on the answer. */
    private interface Model {
        int label(float[] raw, float[] scaled) throws Exception;
    }

    public static void main(String[] arguments) throws Exception {
        Path run = Path.of(arguments[0]);
        ClientId client = new ClientId(Integer.parseInt(arguments[1]));
        String policy = arguments[2];
        Path files = Path.of(arguments[3]);
        String runtime = arguments[4];
        RunModels saved = RunModels.of(
                FinishedRun.open(run),
                PluginRegistry.load(Answers.class.getClassLoader()),
                Path.of(""),
                List.of("evaluation.exit-policies=[%s]".formatted(policy)));
        Federation federation =
                Federation.assemble(saved.config(), saved.registry(), new RunContext(Path.of("")), activity -> {});
        Examples test = federation.clients().get(client.index()).test();
        float[][] scaled = new float[test.size()][saved.design().spec().input().size()];
        for (int i = 0; i < scaled.length; i++) {
            test.copyTo(i, scaled[i], 0);
        }
        float[][] raw = raw(scaled, saved, client, policy);

        double start = wall();
        Model model = open(runtime, files, run, client, policy, saved);
        sink += model.label(raw[0], scaled[0]);
        System.out.printf(Locale.ROOT, "start %.1f%n", 1e3 * (wall() - start));

        Map<Integer, List<Integer>> byExit = new TreeMap<>();
        int correct = 0;
        double macs = 0;
        try (PersonalModel reference = PersonalModel.open(run, client, policy)) {
            for (int i = 0; i < scaled.length; i++) {
                PersonalModel.Prediction prediction = reference.predict(scaled[i]);
                byExit.computeIfAbsent(prediction.exit().number(), exit -> new ArrayList<>()).add(i);
                macs += prediction.macs().orElseThrow().count();
                correct += prediction.label() == test.label(i) ? 1 : 0;
                boolean all = runtime.equals("onnx");
                if (!all && model.label(raw[i], scaled[i]) != prediction.label()) {
                    throw new AssertionError("another answer to example " + i);
                }
            }
        }
        System.out.printf(Locale.ROOT, "accuracy %.4f%nmacs %.0f%n", (double) correct / scaled.length, macs / scaled.length);
        double sum = 0;
        for (Map.Entry<Integer, List<Integer>> exit : byExit.entrySet()) {
            double time = milliseconds(model, exit.getValue(), raw, scaled);
            sum += time * exit.getValue().size();
            System.out.printf(Locale.ROOT, "exit-%d %.4f%nshare-%d %.4f%n", exit.getKey(), time, exit.getKey(), (double) exit.getValue().size() / scaled.length);
        }
        System.out.printf(Locale.ROOT, "mean %.4f%n", sum / scaled.length);
        if (sink == Long.MIN_VALUE) {
            System.out.println(sink);
        }
    }

    private static Model open(
            String runtime, Path files, Path run, ClientId client, String policy, RunModels saved) throws Exception {
        switch (runtime) {
            case "device" -> {
                DeviceModel model = DeviceModel.open(files.resolve("device"));
                return (raw, scaled) -> model.predict(raw).label();
            }
            case "personal" -> {
                PersonalModel model = PersonalModel.open(run, client, policy);
                return (raw, scaled) -> model.predict(scaled).label();
            }
            default -> {
                OrtEnvironment environment = OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR);
                OrtSession.SessionOptions options = new OrtSession.SessionOptions();
                options.setIntraOpNumThreads(1);
                options.setInterOpNumThreads(1);
                OrtSession session = environment.createSession(files.resolve(runtime).toString(), options);
                long[] shape = LongStream.concat(
                                LongStream.of(1),
                                saved.design().spec().input().lengths().stream().mapToLong(Integer::longValue))
                        .toArray();
                return (raw, scaled) -> {
                    try (OnnxTensor in = OnnxTensor.createTensor(environment, FloatBuffer.wrap(raw), shape);
                            OrtSession.Result result = session.run(Map.of("in", in))) {
                        return runtime.equals("onnx")
                                ? (int) (1000 * ((float[][]) result.get(0).getValue())[0][0])
                                : (int) ((long[]) result.get("label").orElseThrow().getValue())[0];
                    }
                };
            }
        }
    }

    /** Returns the median time of an answer. */
    private static double milliseconds(Model model, List<Integer> examples, float[][] raw, float[][] scaled)
            throws Exception {
        double[] times = new double[MEASUREMENTS];
        for (int m = -3; m < MEASUREMENTS; m++) { // the first three warm up
            long answers = 0;
            double end = wall() + SECONDS;
            double start = cpu();
            while (wall() < end) {
                for (int i : examples) {
                    sink += model.label(raw[i], scaled[i]);
                }
                answers += examples.size();
            }
            if (m >= 0) {
                times[m] = 1e3 * (cpu() - start) / answers;
            }
        }
        Arrays.sort(times);
        return times[MEASUREMENTS / 2];
    }

    private static double wall() {
        return System.nanoTime() / 1e9;
    }

    private static double cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1e9;
    }

    /** Returns examples as exported models read them. */
    private static float[][] raw(float[][] scaled, RunModels saved, ClientId client, String policy) {
        ExportFormat format = saved.exportFormats().stream().filter(ExportFormat::personal).findFirst().orElseThrow();
        List<InputScaling.Channel> channels = saved.exportRequest(client, format, policy)
                .scaling()
                .map(InputScaling::channels)
                .orElse(List.of());
        float[][] raw = new float[scaled.length][];
        for (int row = 0; row < raw.length; row++) {
            raw[row] = scaled[row].clone();
            for (int i = 0; i < raw[row].length && !channels.isEmpty(); i++) {
                InputScaling.Channel channel = channels.get(i / (raw[row].length / channels.size()));
                raw[row][i] = (float) (raw[row][i] * channel.deviation() + channel.mean());
            }
        }
        return raw;
    }
}
