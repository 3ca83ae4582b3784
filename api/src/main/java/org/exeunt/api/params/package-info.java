/**
 * Parameters as values: a {@link org.exeunt.api.params.ParameterLayout} names the blocks of one flat float vector, a
 * {@link org.exeunt.api.params.BlockSet} selects some, a {@link org.exeunt.api.params.ParameterSet} holds values for them.
 * Arithmetic lives in {@link org.exeunt.api.params.ParameterMath}, products of many vectors in
 * {@link org.exeunt.api.params.LinearAlgebra}; what is sent or kept is a {@link org.exeunt.api.params.Payload}.
 */
@NullMarked
package org.exeunt.api.params;

import org.jspecify.annotations.NullMarked;
