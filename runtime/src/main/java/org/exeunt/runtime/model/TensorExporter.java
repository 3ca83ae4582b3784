package org.exeunt.runtime.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.exeunt.api.data.InputScaling;
import org.exeunt.api.network.ExportFormat;
import org.exeunt.api.network.ExportRequest;
import org.exeunt.api.network.ModelExporter;
import org.exeunt.api.network.NetworkSpec;
import org.exeunt.runtime.store.codec.ModelFile;
import org.exeunt.runtime.store.codec.Safetensors;

/** The format that exists for every engine: all tensors of a model by name, without the graph that uses them. */
record TensorExporter(NetworkSpec spec) implements ModelExporter {
    private static final int VERSION = 1;
    private static final ExportFormat SAFETENSORS = new ExportFormat(
            "safetensors",
            false,
            false,
            "the tensors of the model by name, for PyTorch, NumPy and other programs that read safetensors; its "
                    + "metadata describe classes and inputs");

    @Override
    public List<ExportFormat> exportFormats() {
        return List.of(SAFETENSORS);
    }

    @Override
    public Map<String, byte[]> export(String format, ExportRequest request) {
        return Map.of("model.safetensors", Safetensors.bytes(metadata(request), request.parameters()));
    }

    private Map<String, String> metadata(ExportRequest request) {
        Map<String, Object> input = new LinkedHashMap<>();
        input.put("shape", spec.input().lengths());
        input.put("unit", request.scaling().map(InputScaling::unit).orElse(null));
        input.put("channels", request.scaling().map(InputScaling::channels).orElse(null));
        if (!request.vocabulary().isEmpty()) {
            input.put("vocabulary", request.vocabulary());
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("version", Safetensors.json(VERSION));
        metadata.put(Safetensors.ORIGIN, Safetensors.json(request.origin()));
        metadata.put("classes", Safetensors.json(request.classNames()));
        metadata.put("input", Safetensors.json(input));
        metadata.put("blocks", Safetensors.json(ModelFile.roles(spec.layout())));
        return metadata;
    }
}
