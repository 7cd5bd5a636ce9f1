export { Field } from './field';
export { FormNotice, type FormNoticeProps } from './form-notice';
