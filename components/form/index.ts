export { Field, FieldError } from './field';
export { FormNotice, type FormNoticeProps } from './form-notice';
export { givenBack } from './given-back';
