import { CelField } from './cel-field.tsx';
import { placeName, type FieldProps } from './field-props.ts';
import { BoolLeaf, ChainLeaf, ChoiceLeaf, NumberLeaf, TextLeaf } from './leaf-field.tsx';
import { ObjectField, TaggedField, VariantField, WordOrObject } from './object-fields.tsx';
import { ListField, NamedField } from './repeated-fields.tsx';
import { TemplateField } from './template-field.tsx';
import { exampleOf } from './words.ts';

/** A part of a pipeline, edited as its shape asks; it is found by its place. */
export function SchemaField(props: FieldProps) {
  return (
    <div data-place={placeName(props.path)} className="contents">
      <ShapedField {...props} />
    </div>
  );
}

function ShapedField(props: FieldProps) {
  const { path, shape, name, label, hideLabel = false, hint, isRequired = true, fallback } = props;
  const leaf = { path, label, hideLabel, hint, isRequired, fallback, example: exampleOf(name) };
  switch (shape.kind) {
    case 'template':
      return <TemplateField {...leaf} />;
    case 'text':
    case 'duration':
      return <TextLeaf {...leaf} shape={shape} />;
    case 'cel':
      return <CelField {...leaf} over={shape.over} />;
    case 'number':
      return <NumberLeaf {...leaf} shape={shape} />;
    case 'bool':
      return <BoolLeaf {...leaf} shape={shape} />;
    case 'choice':
      return <ChoiceLeaf {...leaf} shape={shape} />;
    case 'chain':
      return <ChainLeaf {...leaf} shape={shape} />;
    case 'list':
      return <ListField {...props} shape={shape} Part={SchemaField} />;
    case 'named':
      return <NamedField {...props} shape={shape} Part={SchemaField} />;
    case 'object':
      return <ObjectField {...props} shape={shape} Part={SchemaField} />;
    case 'variants':
      return <VariantField {...props} shape={shape} Part={SchemaField} />;
    case 'tagged':
      return <TaggedField {...props} shape={shape} Part={SchemaField} />;
    case 'wordOrObject':
      return <WordOrObject {...props} shape={shape} Part={SchemaField} />;
    case 'fixed':
      return null;
    default:
      return <p className="text-xs/[18px] text-muted">{label} is edited under JSON.</p>;
  }
}
