package org.exeunt.onnx;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxTensorLike;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import onnx.Onnx.NodeProto;
import onnx.Onnx.TensorProto.DataType;
import onnx.Onnx.TypeProto;
import onnx.Onnx.ValueInfoProto;
import org.exeunt.api.data.InputShape;
import org.exeunt.onnx.FeatureFile.Key;

/**
 * A trained network that computes the features of its exits, stage by stage, and remembers them. Each example is
 * computed alone and on one thread, so that its features depend on nothing else. Safe for use by multiple threads.
 */
final class FrozenNetwork {
    /** Examples whose next stage can go on where the last one ended; others are computed from the start. */
    private static final int RUNNING = 512;
    /** Values that are remembered: a quarter of the memory. */
    private static final long MOST_VALUES = Runtime.getRuntime().maxMemory() / (4 * Float.BYTES);

    private static final int PROBED_TOKENS = 8;
    private static final Map<OnnxJavaType, DataType> TYPES = Map.of(
            OnnxJavaType.FLOAT, DataType.FLOAT,
            OnnxJavaType.INT8, DataType.INT8,
            OnnxJavaType.UINT8, DataType.UINT8,
            OnnxJavaType.INT32, DataType.INT32,
            OnnxJavaType.INT64, DataType.INT64,
            OnnxJavaType.BOOL, DataType.BOOL);
    private static final OrtEnvironment ENVIRONMENT = OrtEnvironment.getEnvironment();
    private static final Map<List<Object>, FrozenNetwork> OPEN = new HashMap<>();

    private final StagedModel model;
    private final List<OrtSession> sessions = new ArrayList<>();
    private final boolean tokens;
    private final long[] shape;
    private final List<Pooling> poolings = new ArrayList<>();
    private final int[] sizes;
    private final Map<Key, float[][]> remembered = new ConcurrentHashMap<>();
    private final Map<Integer, long[]> macs = new ConcurrentHashMap<>();
    private final Map<String, ValueInfoProto> types = new HashMap<>();
    private final Map<Key, Running> running = new LinkedHashMap<>(16, 0.75f, true);
    private final AtomicLong computed = new AtomicLong();
    private final Optional<FeatureFile> file;
    private long rememberedValues;

    /** What the stages of one example have computed so far. For one thread at a time. */
    private static final class Running {
        private final Map<String, OnnxTensorLike> values = new HashMap<>();
        private final List<OnnxTensor> inputs = new ArrayList<>();
        private final List<OrtSession.Result> results = new ArrayList<>();
        private final float[][] features;
        private int stage;

        Running(int stages) {
            features = new float[stages][];
        }

        void close() {
            inputs.forEach(OnnxTensor::close);
            results.forEach(OrtSession.Result::close);
        }
    }

    /**
     * Opens the network of a file, or the one that is open already.
     *
     * @param exits names of tensors, shallowest first
     * @param pooling of all exits; by the shape of each exit if empty
     * @param cache folder for the features of examples; empty to forget them with the process
     * @throws IllegalArgumentException if the file does not have such exits, or needs what is not supported
     */
    static FrozenNetwork of(Path file, List<String> exits, Optional<Pooling> pooling, Optional<Path> cache) {
        synchronized (OPEN) {
            List<Object> key = List.of(file.toAbsolutePath(), file.toFile().lastModified(), exits, pooling, cache);
            FrozenNetwork known = OPEN.get(key);
            if (known == null) {
                known = new FrozenNetwork(StagedModel.of(file, exits), pooling, cache);
                OPEN.put(key, known);
            }
            return known;
        }
    }

    private FrozenNetwork(StagedModel model, Optional<Pooling> pooling, Optional<Path> cache) {
        this.model = model;
        model.inputInfo().forEach(info -> types.put(info.getName(), info));
        List<String> crossing = model.stages().stream()
                .flatMap(stage -> Stream.concat(stage.keeps().stream(), Stream.of(stage.exit())))
                .distinct()
                .toList();
        try (OrtSession whole = session(model.part(
                model.stages().stream()
                        .flatMap(stage -> stage.nodes().stream())
                        .distinct()
                        .toList(),
                model.inputInfo(),
                crossing))) {
            whole.getOutputInfo().forEach((name, info) -> types.put(name, typed(name, (TensorInfo) info.getInfo())));
            Map<String, TensorInfo> inputs = whole.getInputInfo().entrySet().stream()
                    .collect(Collectors.toMap(Map.Entry::getKey, entry ->
                            (TensorInfo) entry.getValue().getInfo()));
            tokens = inputs.values().stream().allMatch(info -> info.type == OnnxJavaType.INT64);
            shape = tokens ? new long[] {1, -1} : floats(inputs);
        } catch (OrtException e) {
            throw refused(e);
        }
        for (StagedModel.Stage stage : model.stages()) {
            List<String> outputs = Stream.concat(Stream.of(stage.exit()), stage.keeps().stream())
                    .distinct()
                    .toList();
            sessions.add(session(model.part(
                    stage.nodes(), stage.reads().stream().map(types::get).toList(), outputs)));
        }
        sizes = new int[sessions.size()];
        float[] probe = new float[tokens ? PROBED_TOKENS : size(shape)];
        Arrays.fill(probe, 1);
        Running run = started(probe);
        for (int k = 0; k < sizes.length; k++) {
            long[] found = advance(run, probe).getInfo().getShape();
            poolings.add(pooling.orElseGet(() -> Pooling.of(found)));
            sizes[k] = pooled(k, run).length;
        }
        run.close();
        file = cache.flatMap(folder -> FeatureFile.open(folder.resolve(identity() + ".features"), sizes));
    }

    /** Returns a name for the features of this model, these exits and this pooling, as this runtime computes them. */
    private String identity() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(model.model().toByteArray());
            List<String> exits =
                    model.stages().stream().map(StagedModel.Stage::exit).toList();
            digest.update((exits + " " + poolings + " " + ENVIRONMENT.getVersion()).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest.digest(), 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    private static ValueInfoProto typed(String name, TensorInfo info) {
        return ValueInfoProto.newBuilder()
                .setName(name)
                .setType(TypeProto.newBuilder()
                        .setTensorType(TypeProto.Tensor.newBuilder()
                                .setElemType(elementType(name, info.type).getNumber())))
                .build();
    }

    private static DataType elementType(String name, OnnxJavaType type) {
        StagedModel.require(
                TYPES.containsKey(type),
                "the tensor '%s' has the type %s; export the model with float32".formatted(name, type));
        return TYPES.get(type);
    }

    private static IllegalArgumentException refused(OrtException e) {
        return new IllegalArgumentException(
                "ONNX Runtime refuses the model: "
                        + String.valueOf(e.getMessage()).replaceAll("\\s+", " "),
                e);
    }

    private static OrtSession session(byte[] model) {
        try {
            OrtSession.SessionOptions options = new OrtSession.SessionOptions();
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            return ENVIRONMENT.createSession(model, options);
        } catch (OrtException e) {
            throw refused(e);
        }
    }

    /** Returns the shape of one example, with a batch of 1. */
    private static long[] floats(Map<String, TensorInfo> inputs) {
        StagedModel.require(
                inputs.size() == 1,
                "it has the inputs %s; expected one of type float32, or token ids of type int64"
                        .formatted(inputs.keySet()));
        TensorInfo info = inputs.values().iterator().next();
        long[] shape = info.getShape();
        StagedModel.require(
                info.type == OnnxJavaType.FLOAT, "its input has the type %s; expected float32".formatted(info.type));
        StagedModel.require(
                shape.length > 1 && Arrays.stream(shape).skip(1).allMatch(length -> length > 0),
                "its input has the shape %s; expected all lengths but that of the batch, so that exits have one size"
                        .formatted(Arrays.toString(shape)));
        shape[0] = 1;
        return shape;
    }

    private static int size(long[] shape) {
        return Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    }

    /** Returns how many stages of single examples were computed so far. */
    long computed() {
        return computed.get();
    }

    int exits() {
        return sizes.length;
    }

    /** Returns the number of features of an exit; 1 is the first. */
    int features(int exit) {
        return sizes[exit - 1];
    }

    /**
     * Checks that examples are what the network reads.
     *
     * @throws IllegalArgumentException otherwise
     */
    void requireReadable(InputShape example) {
        if (tokens) {
            StagedModel.require(
                    example.lengths().size() == 1,
                    "the model reads token ids [length]; the examples have the shape %s".formatted(example));
        } else {
            long[] expected = Arrays.copyOfRange(shape, 1, shape.length);
            long[] found =
                    example.lengths().stream().mapToLong(Integer::longValue).toArray();
            StagedModel.require(
                    Arrays.equals(expected, found) || expected.length == 1 && expected[0] == example.size(),
                    "the model reads the shape %s; the examples have the shape %s"
                            .formatted(Arrays.toString(expected), example));
        }
    }

    /**
     * Returns the features of an exit of one example.
     *
     * @param exit 1 is the first
     */
    float[] feature(int exit, float[] raw) {
        Key key = keyOf(raw);
        float[][] known = remembered.get(key);
        if (known != null && known[exit - 1] != null) {
            return known[exit - 1];
        }
        Optional<float[][]> stored = file.flatMap(features -> features.read(key));
        if (stored.isPresent()) {
            remember(key, stored.get());
            return stored.get()[exit - 1];
        }
        Running run;
        synchronized (running) {
            run = running.remove(key);
        }
        if (run == null) {
            run = started(raw);
        }
        while (run.stage < exit) {
            advance(run, raw);
            computed.incrementAndGet();
            run.features[run.stage - 1] = pooled(run.stage - 1, run);
        }
        float[][] features = run.features.clone();
        remember(key, features);
        if (run.stage == sizes.length) {
            file.ifPresent(all -> all.write(key, features));
        }
        keep(key, run);
        return features[exit - 1];
    }

    private void remember(Key key, float[][] computed) {
        long values = IntStream.range(0, sizes.length)
                .filter(k -> computed[k] != null)
                .map(k -> sizes[k])
                .sum();
        synchronized (running) {
            if (rememberedValues + values <= MOST_VALUES) {
                rememberedValues += values;
                remembered.put(key, computed);
            }
        }
    }

    private void keep(Key key, Running run) {
        List<Running> ended = new ArrayList<>();
        synchronized (running) {
            if (run.stage == sizes.length) {
                ended.add(run);
            } else {
                Optional.ofNullable(running.put(key, run)).ifPresent(ended::add);
            }
            var eldest = running.entrySet().iterator();
            while (running.size() > RUNNING) {
                ended.add(eldest.next().getValue());
                eldest.remove();
            }
        }
        ended.forEach(Running::close);
    }

    private static Key keyOf(float[] raw) {
        long a = 0x9E3779B97F4A7C15L;
        long b = raw.length;
        for (float value : raw) {
            int bits = Float.floatToIntBits(value);
            a = (a ^ bits) * 0xD6E8FEB86659FD93L;
            a ^= a >>> 32;
            b = Long.rotateLeft(b, 23) * 0x2545F4914F6CDD1DL + bits;
            b ^= b >>> 29;
        }
        return new Key(a, b);
    }

    private Running started(float[] raw) {
        Running run = new Running(model.stages().size());
        try {
            if (tokens) {
                int length = raw.length;
                while (length > 1 && raw[length - 1] == 0) {
                    length--;
                }
                long[] shapeOfIds = {1, length};
                for (String name : model.inputs()) {
                    long[] ids = new long[length];
                    for (int i = 0; i < length; i++) {
                        ids[i] = name.contains("mask") ? 1 : name.contains("type") ? 0 : (long) raw[i];
                    }
                    OnnxTensor tensor = OnnxTensor.createTensor(ENVIRONMENT, LongBuffer.wrap(ids), shapeOfIds);
                    run.values.put(name, tensor);
                    run.inputs.add(tensor);
                }
            } else {
                OnnxTensor tensor = OnnxTensor.createTensor(ENVIRONMENT, FloatBuffer.wrap(raw), shape);
                run.values.put(model.inputs().get(0), tensor);
                run.inputs.add(tensor);
            }
        } catch (OrtException e) {
            throw refused(e);
        }
        return run;
    }

    /** Computes the next stage, and returns the tensor of its exit. */
    private OnnxTensor advance(Running run, float[] raw) {
        StagedModel.Stage stage = model.stages().get(run.stage);
        Map<String, OnnxTensorLike> reads = new HashMap<>();
        stage.reads().forEach(name -> reads.put(name, run.values.get(name)));
        try {
            OrtSession.Result result = sessions.get(run.stage).run(reads);
            run.results.add(result);
            for (Map.Entry<String, OnnxValue> value : result) {
                run.values.put(value.getKey(), (OnnxTensorLike) value.getValue());
            }
        } catch (OrtException e) {
            throw new IllegalArgumentException(
                    "the model does not accept an example of %d values: %s".formatted(raw.length, e.getMessage()), e);
        }
        run.stage++;
        return (OnnxTensor) run.values.get(stage.exit());
    }

    private float[] pooled(int stage, Running run) {
        OnnxTensor tensor =
                (OnnxTensor) run.values.get(model.stages().get(stage).exit());
        StagedModel.require(
                tensor.getInfo().type == OnnxJavaType.FLOAT,
                "the exit '%s' has the type %s; expected float32"
                        .formatted(model.stages().get(stage).exit(), tensor.getInfo().type));
        FloatBuffer buffer = tensor.getFloatBuffer();
        float[] values = new float[buffer.remaining()];
        buffer.get(values);
        return poolings.get(stage).pool(values, tensor.getInfo().getShape());
    }

    /**
     * Returns the MACs of a stage.
     *
     * @param stage 1 is the first
     * @param size number of values of an example; all tokens of a text count, as if it were not padded
     */
    long macs(int stage, int size) {
        return macs.computeIfAbsent(size, this::countMacs)[stage - 1];
    }

    /** Computes one example with the factors and products of all counted operators as outputs, to know their shapes. */
    private long[] countMacs(int size) {
        long[] counts = new long[sizes.length];
        float[] probe = new float[size];
        Arrays.fill(probe, 1);
        Running run = started(probe);
        for (int k = 0; k < counts.length; k++) {
            StagedModel.Stage stage = model.stages().get(k);
            List<NodeProto> counted = stage.nodes().stream()
                    .filter(node -> MacCounter.COUNTED.containsKey(node.getOpType()))
                    .toList();
            Set<String> known = new HashSet<>(model.constants().keySet());
            known.addAll(stage.reads());
            List<String> shown = Stream.concat(
                            counted.stream().flatMap(node -> factors(node).filter(name -> !known.contains(name))),
                            counted.stream().map(node -> node.getOutput(0)))
                    .distinct()
                    .toList();
            Map<String, OnnxTensorLike> reads = new HashMap<>();
            stage.reads().forEach(name -> reads.put(name, run.values.get(name)));
            try (OrtSession session = session(model.part(
                            stage.nodes(),
                            stage.reads().stream().map(types::get).toList(),
                            shown));
                    OrtSession.Result result = session.run(reads)) {
                for (NodeProto node : counted) {
                    List<long[]> shapes = Stream.concat(factors(node), Stream.of(node.getOutput(0)))
                            .map(name -> shapeOf(name, run, result))
                            .toList();
                    counts[k] += MacCounter.count(node, shapes.get(0), shapes.get(1), shapes.get(2));
                }
            } catch (OrtException e) {
                throw refused(e);
            }
            advance(run, probe);
        }
        run.close();
        return counts;
    }

    private static Stream<String> factors(NodeProto node) {
        return Arrays.stream(MacCounter.COUNTED.get(node.getOpType())).mapToObj(node::getInput);
    }

    private long[] shapeOf(String name, Running run, OrtSession.Result result) {
        return Optional.ofNullable(model.constants().get(name)).orElseGet(() -> result.get(name)
                .map(OnnxTensorLike.class::cast)
                .orElseGet(() -> run.values.get(name))
                .getInfo()
                .getShape());
    }
}
