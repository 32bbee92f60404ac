// Nodes as WebGL points with one of seven shapes, drawn as signed distances with a rim in the colour of the ground.

import { NodeProgram, type ProgramInfo } from "sigma/rendering";
import type { NodeDisplayData, RenderParams } from "sigma/types";
import { floatColor } from "sigma/utils";
import { SHAPES, type Shape } from "../model/glyph";

const VERTEX = /* glsl */ `
attribute vec4 a_id;
attribute vec4 a_color;
attribute vec2 a_position;
attribute float a_size;
attribute float a_shape;
attribute float a_angle;
uniform mat3 u_matrix;
uniform float u_sizeRatio;
uniform float u_correctionRatio;
varying vec4 v_color;
varying vec2 v_at;
varying float v_edge;
varying float v_shape;
const float bias = 255.0 / 254.0;
const float reach = 4.0; // the triangle that is drawn on, in radii: its inner circle holds the largest shape

void main() {
  float radius = a_size * u_correctionRatio / u_sizeRatio * 2.0;
  vec2 offset = reach * radius * vec2(cos(a_angle), sin(a_angle));
  gl_Position = vec4((u_matrix * vec3(a_position + offset, 1)).xy, 0, 1);
  v_at = reach * vec2(cos(a_angle), -sin(a_angle));
  v_edge = u_correctionRatio * 2.0 / radius;
  v_shape = a_shape;
  #ifdef PICKING_MODE
  v_color = a_id;
  #else
  v_color = a_color;
  #endif
  v_color.a *= bias;
}`;

const FRAGMENT = /* glsl */ `
precision highp float;
varying vec4 v_color;
varying vec2 v_at;
varying float v_edge;
varying float v_shape;
uniform vec3 u_ground;
const float PI = 3.14159265;

// Distance to a regular polygon with a corner at the top; reach is its circumradius.
float polygon(vec2 p, float n, float reach) {
  float turn = 2.0 * PI / n;
  float angle = atan(p.x, -p.y);
  float within = mod(angle + turn * 0.5, turn) - turn * 0.5;
  return length(p) * cos(abs(within) - turn * 0.5) - reach * cos(turn * 0.5);
}

float star(vec2 p, float outer, float inner) {
  float turn = PI / 5.0;
  float angle = abs(mod(atan(p.x, -p.y) + turn, 2.0 * turn) - turn);
  vec2 q = length(p) * vec2(sin(angle), cos(angle));
  vec2 a = vec2(0.0, outer);
  vec2 b = inner * vec2(sin(turn), cos(turn));
  vec2 along = normalize(b - a);
  vec2 d = q - a;
  return d.x * -along.y + d.y * along.x;
}

float shape(vec2 p) {
  if (v_shape < 0.5) return length(p) - 1.0;
  if (v_shape < 1.5) return max(abs(p.x), abs(p.y)) - 0.88;
  if (v_shape < 2.5) return (abs(p.x) + abs(p.y) - 1.3) * 0.7071;
  if (v_shape < 3.5) return star(p, 1.45, 0.68);
  if (v_shape < 4.5) return polygon(p, 6.0, 1.12);
  if (v_shape < 5.5) return polygon(p, 3.0, 1.42);
  return polygon(vec2(p.x, -p.y), 3.0, 1.42);
}

void main() {
  float d = shape(v_at);
  #ifdef PICKING_MODE
  gl_FragColor = d > v_edge ? vec4(0.0) : v_color;
  #else
  float rim = v_edge * 1.2;
  float seen = 1.0 - smoothstep(rim - v_edge * 0.5, rim + v_edge * 0.5, d);
  float inside = 1.0 - smoothstep(-v_edge * 0.5, v_edge * 0.5, d);
  gl_FragColor = vec4(mix(u_ground, v_color.rgb, inside), v_color.a) * seen;
  #endif
}`;

const { UNSIGNED_BYTE, FLOAT } = WebGLRenderingContext;
const UNIFORMS = ["u_sizeRatio", "u_correctionRatio", "u_matrix", "u_ground"] as const;
type Uniform = (typeof UNIFORMS)[number];

let ground: readonly [number, number, number] = [1, 1, 1];

/** The colour of the rim around every node, its parts from 0 to 255. */
export function setGround([red, green, blue]: readonly [number, number, number]): void {
  ground = [red / 255, green / 255, blue / 255];
}

export interface Shaped extends NodeDisplayData {
  shape?: Shape;
}

export class ShapeProgram extends NodeProgram<Uniform> {
  getDefinition() {
    return {
      VERTICES: 3,
      VERTEX_SHADER_SOURCE: VERTEX,
      FRAGMENT_SHADER_SOURCE: FRAGMENT,
      METHOD: WebGLRenderingContext.TRIANGLES,
      UNIFORMS,
      ATTRIBUTES: [
        { name: "a_position", size: 2, type: FLOAT },
        { name: "a_size", size: 1, type: FLOAT },
        { name: "a_shape", size: 1, type: FLOAT },
        { name: "a_color", size: 4, type: UNSIGNED_BYTE, normalized: true },
        { name: "a_id", size: 4, type: UNSIGNED_BYTE, normalized: true },
      ],
      CONSTANT_ATTRIBUTES: [{ name: "a_angle", size: 1, type: FLOAT }],
      CONSTANT_DATA: [[0], [(2 * Math.PI) / 3], [(4 * Math.PI) / 3]],
    };
  }

  override processVisibleItem(index: number, start: number, data: Shaped): void {
    const { array } = this;
    array[start] = data.x;
    array[start + 1] = data.y;
    array[start + 2] = data.size;
    array[start + 3] = Math.max(0, SHAPES.indexOf(data.shape ?? "circle"));
    array[start + 4] = floatColor(data.color);
    array[start + 5] = index;
  }

  override setUniforms(params: RenderParams, { gl, uniformLocations }: ProgramInfo<Uniform>): void {
    gl.uniform1f(uniformLocations.u_correctionRatio, params.correctionRatio);
    gl.uniform1f(uniformLocations.u_sizeRatio, params.sizeRatio);
    gl.uniformMatrix3fv(uniformLocations.u_matrix, false, params.matrix);
    gl.uniform3f(uniformLocations.u_ground, ...ground);
  }
}
