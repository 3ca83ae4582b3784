package org.exeunt.runtime.model;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.network.ExportFormat;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.ModelExporter;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.api.params.Block;
import org.exeunt.runtime.store.codec.ModelBytes;
import org.exeunt.runtime.store.codec.NpzWriter;
import org.exeunt.runtime.store.codec.Safetensors;

/** The formats that exist for every engine: all tensors of a model by name, without the graph that uses them. */
record TensorExporter(NetworkSpec spec) implements ModelExporter {
    private static final int VERSION = 1;
    private static final ExportFormat SAFETENSORS = new ExportFormat(
            "safetensors",
            false,
            "the tensors of the model by name, for PyTorch and other programs that read safetensors; its metadata "
                    + "describe classes and inputs");
    private static final ExportFormat NPZ = new ExportFormat(
            "npz",
            false,
            "the tensors of the model by name as NumPy arrays; the arrays 'classes' and 'metadata' describe classes "
                    + "and inputs");
    private static final JsonMapper JSON = new JsonMapper();

    @Override
    public List<ExportFormat> exportFormats() {
        return List.of(SAFETENSORS, NPZ);
    }

    @Override
    public Map<String, byte[]> export(String format, ExportRequest request) {
        return format.equals(NPZ.id())
                ? Map.of("model.npz", npz(request))
                : Map.of("model.safetensors", safetensors(request));
    }

    private byte[] safetensors(ExportRequest request) {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata(request).forEach((name, value) -> metadata.put(name, json(value)));
        return Safetensors.of(metadata, request.parameters()).toBytes();
    }

    private byte[] npz(ExportRequest request) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        float[] values = request.parameters().values();
        try (NpzWriter npz = new NpzWriter(bytes)) {
            for (Block block : spec.layout().blocks()) {
                npz.floats(block.name(), block.shape(), values, block.offset(), block.end());
            }
            npz.texts("classes", request.classNames());
            npz.texts("metadata", List.of(json(metadata(request))));
        } catch (IOException e) {
            throw new UncheckedIOException(e); // streams in memory do not fail
        }
        return bytes.toByteArray();
    }

    private Map<String, Object> metadata(ExportRequest request) {
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("shape", spec.input().lengths());
        input.put("unit", request.scaling().map(InputScaling::unit).orElse(null));
        input.put("channels", request.scaling().map(InputScaling::channels).orElse(null));
        if (!request.vocabulary().isEmpty()) {
            input.put("vocabulary", request.vocabulary());
        }
        Map<String, Object> metadata = new LinkedHashMap<>();
        metadata.put("version", VERSION);
        metadata.put("origin", request.origin());
        metadata.put("classes", request.classNames());
        metadata.put("input", input);
        metadata.put("blocks", ModelBytes.roles(spec.layout()));
        return metadata;
    }

    private static String json(Object value) {
        return JSON.valueToTree(value).toString();
    }
}
