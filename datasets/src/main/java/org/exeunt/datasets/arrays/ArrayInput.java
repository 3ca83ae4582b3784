package org.exeunt.datasets.arrays;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.exeunt.api.data.InputReader;
import org.exeunt.api.data.InputShape;
import org.exeunt.datasets.files.InputFile;

/**
 * Reads one example from a {@code .npy} file of numbers of any type, or several along a first axis.
 *
 * @param input shape of an example, channels first
 * @param conversion conversion of the data set
 */
record ArrayInput(InputShape input, RowForm conversion) implements InputReader {
    @Override
    public String form() {
        String shape = rowShape().toString().replace('[', '(').replace(']', ')');
        return "a .npy file with an array of the shape %s, or several of them along a first axis".formatted(shape);
    }

    private List<Integer> rowShape() {
        List<Integer> shape = new ArrayList<>(input.lengths());
        if (conversion.channelsLast()) {
            shape.add(shape.remove(0));
        }
        return shape;
    }

    @Override
    public float[] read(Path path) {
        return InputFile.single(path, form(), readAll(path));
    }

    @Override
    public List<float[]> readAll(Path path) {
        InputFile file = InputFile.read(path, form(), 64);
        NpyArray array;
        try (ByteArrayInputStream in = new ByteArrayInputStream(file.content())) {
            NpyHeader header = NpyHeader.read(in);
            List<Integer> rowShape = rowShape();
            if (rowShape.size() == 3
                    && header.shape().size() < 4
                    && !header.shape().equals(rowShape)) {
                rowShape =
                        rowShape.subList(rowShape.get(0) == 1 ? 1 : 0, 3); // grey pictures without the axis of colours
            }
            NpyHeader rows = header.shape().equals(rowShape) ? header.asRow() : header;
            if (rows.shape().isEmpty()
                    || rows.rows() == 0
                    || !rows.rowShape().equals(rowShape)
                    || rows.type().isText()) {
                throw new IOException(
                        "has the shape " + header.tuple() + (rows.type().isText() ? " of words" : ""));
            }
            array = NpyArray.read(rows, rows.rowBytes(file.content().length), in);
        } catch (IOException e) {
            throw file.refused(e.getMessage());
        }
        RowForm form = new RowForm(
                array.header().type(),
                conversion.channelsLast(),
                conversion.positions(),
                conversion.means(),
                conversion.deviations());
        return IntStream.range(0, array.header().rows())
                .mapToObj(row -> values(file, form, array.row(row), row))
                .toList();
    }

    private float[] values(InputFile file, RowForm form, ByteBuffer elements, int row) {
        float[] values = new float[input.size()];
        form.copy(elements, values, 0);
        for (float value : values) {
            if (!Float.isFinite(value)) {
                throw file.refused("contains a value that is not finite, or too large, in row %d".formatted(row + 1));
            }
        }
        return values;
    }
}
