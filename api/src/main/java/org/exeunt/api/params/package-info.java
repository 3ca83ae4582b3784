/**
 * Model parameters as immutable values. A {@link org.exeunt.api.params.ParameterLayout} lists the blocks of a flat
 * parameter vector, a {@link org.exeunt.api.params.BlockSet} selects some of them, and a
 * {@link org.exeunt.api.params.ParameterSet} holds values for a selection. {@link org.exeunt.api.params.ParameterMath}
 * has the arithmetic of parameter sets, {@link org.exeunt.api.params.LinearAlgebra} the products of many vectors. A
 * {@link org.exeunt.api.params.Payload} is a message between server and client, or the state of a client.
 */
@NullMarked
package org.exeunt.api.params;

import org.jspecify.annotations.NullMarked;
