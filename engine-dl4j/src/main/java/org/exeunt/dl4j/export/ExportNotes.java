package org.exeunt.dl4j.export;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.dl4j.design.GraphFactory;
import org.nd4j.shade.jackson.databind.ObjectMapper;

/**
 * The description of an exported graph for programs that read it, stored as JSON in the exported file.
 *
 * @param entries entries by name, in the order in which they are written
 */
public record ExportNotes(Map<String, Object> entries) {
    /** Name of the entry in the exported file, which is a zip archive. */
    public static final String ENTRY = "exeunt.json";

    private static final int VERSION = 1;
    /** Layout of a batch of examples with one to four axes. */
    private static final List<String> LAYOUTS = List.of(
            "[batch, values]",
            "[batch, channels, time]",
            "[batch, channels, height, width]",
            "[batch, channels, depth, height, width]");

    /**
     * Describes an exported graph.
     *
     * @param type type of the input of the graph
     * @param outputs suffixes of the names of the outputs: empty for probabilities, otherwise for logits
     */
    public static ExportNotes of(InputType type, List<String> outputs, GraphFactory factory, ExportRequest request) {
        Map<String, Object> entries = new LinkedHashMap<>();
        entries.put("version", VERSION);
        entries.put("origin", request.origin());
        entries.put("classes", request.classNames());
        Map<String, Object> input = input(type, request);
        factory.paddedWith().ifPresent(value -> input.put("padding", value));
        if (!request.vocabulary().isEmpty()) {
            input.put("vocabulary", request.vocabulary());
        }
        entries.put("input", input);
        List<Map<String, Object>> described = new ArrayList<>();
        for (String suffix : outputs) {
            for (int exit = 1; exit <= factory.stages(); exit++) {
                Map<String, Object> output = new LinkedHashMap<>();
                output.put("name", Dl4jExport.EXIT + exit + suffix);
                output.put("exit", exit);
                output.put(
                        "values",
                        switch (suffix) {
                            case "" -> "probabilities of the classes [batch, classes]";
                            case "_logits" -> "logits [batch, classes]";
                            default -> "what the exit classifies [batch, features]";
                        });
                described.add(output);
            }
        }
        entries.put("outputs", described);
        return new ExportNotes(entries);
    }

    private static Map<String, Object> input(InputType type, ExportRequest request) {
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("name", Dl4jExport.INPUT);
        long[] shape = type.getShape(false);
        input.put("layout", LAYOUTS.get(shape.length - 1));
        input.put("shape", Arrays.stream(shape).boxed().toList());
        input.put("unit", request.scaling().map(InputScaling::unit).orElse(null));
        input.put(
                "scaling",
                request.scaling()
                        .map(known -> known.isNone()
                                ? "none: values are used as they are"
                                : "(raw - mean) / deviation by channel, applied by the graph's first layer: "
                                        + "pass raw values")
                        .orElse("unknown: the data set does not describe it; pass values as the data set passes them "
                                + "to the network"));
        input.put("channels", request.scaling().map(InputScaling::channels).orElse(List.of()));
        return input;
    }

    /** Returns the entries as JSON. */
    String json() {
        return new ObjectMapper().valueToTree(entries).toPrettyString();
    }

    /** Returns a copy of a zip archive with the entry added. */
    public byte[] addedTo(byte[] archive) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream copy = new ZipOutputStream(bytes);
                ZipInputStream source = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = source.getNextEntry(); entry != null; entry = source.getNextEntry()) {
                copy.putNextEntry(undated(entry.getName()));
                source.transferTo(copy);
            }
            copy.putNextEntry(undated(ENTRY));
            copy.write((json() + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }

    /** Returns an entry with a fixed time, so that equal models have equal bytes. */
    private static ZipEntry undated(String name) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0)); // the earliest that the format can hold
        return entry;
    }
}
