// What the server answers, by name. schema.d.ts is generated from its OpenAPI document: python -m kg.serve.openapi | npm run -s types.

import type { components } from "./schema";

type Schemas = components["schemas"];

export type OntologyShape = Schemas["OntologyShape"];
export type TypeTerm = Schemas["TypeShape"];
export type RelationTerm = Schemas["RelationShape"];
export type GraphShape = Schemas["GraphShape"];
export type CommunityShape = Schemas["CommunityShape"];
export type CommunityLink = Schemas["LinkShape"];
export type Hit = Schemas["HitShape"];
export type PaperRef = Schemas["PaperRef"];
export type NodeRef = Schemas["NodeRef"];
export type Sentence = Schemas["SentenceShape"];
export type NumberShape = Schemas["NumberShape"];
export type FactGroup = Schemas["FactsShape"];
export type NodeShape = Schemas["NodeShape"];
export type EdgeEvidence = Schemas["EdgeShape"];
export type EvidenceShape = Schemas["EvidenceShape"];
export type PathsShape = Schemas["PathsShape"];
export type Segment = Schemas["SegmentShape"];
export type PaperShape = Schemas["PaperShape"];
export type OverviewShape = Schemas["OverviewShape"];
export type QualityShape = Schemas["QualityShape"];
export type Question = Schemas["QuestionShape"];
export type VocabularyTerm = Schemas["WordShape"];
export type VocabularyShape = Schemas["VocabularyShape"];
export type BoardShape = Schemas["BoardShape"];
export type RankingShape = Schemas["RankingShape"];
export type ComparablesShape = Schemas["ComparablesShape"];
export type Problem = Schemas["ProblemShape"];
